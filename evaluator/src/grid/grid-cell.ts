import { createHash } from "node:crypto";
import { readManifest } from "../backbones/manifest-file.ts";
import { cellKey } from "../cell/place.ts";
import { type CellRequest, cellTitle } from "../cell/request.ts";
import { canonicalJson, type Manifest } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import type { PlannedCell } from "./cells-file.ts";

/** A cell as workers agree on it. */
export interface GridCell {
  readonly request: CellRequest;
  /** Its manifest's; of one that cannot be read, what was asked for. */
  readonly backboneId: string;
  readonly title: string;
  readonly key: string;
  /** Fingerprint that its data set is to have; null: whichever it has. */
  readonly fingerprint: string | null;
}

/** null: the manifest cannot be read, which is for its own cells to fail of. */
export const manifestOf = (backbone: string): Promise<Manifest | null> =>
  readManifest(backbone).catch(() => null);

export const manifestSha256 = (manifest: Manifest): string =>
  createHash("sha256").update(canonicalJson(manifest)).digest("hex");

/** @throws InputError where a manifest is not the one that the cells were planned with */
export async function gridCells(planned: readonly PlannedCell[]): Promise<GridCell[]> {
  const manifests = new Map<string, Manifest | null>();
  const cells: GridCell[] = [];
  for (const { manifestSha256: expected, fingerprint, ...request } of planned) {
    const { backbone } = request;
    const manifest = manifests.get(backbone) ?? (await manifestOf(backbone));
    manifests.set(backbone, manifest);
    if (manifest !== null && expected !== null && manifestSha256(manifest) !== expected) {
      const found = manifestSha256(manifest);
      throw new InputError(
        `manifest ${backbone}: SHA-256 ${found}; expected ${expected}, as when the cells were planned`,
      );
    }
    const backboneId = manifest?.id ?? backbone;
    const key = cellKey(request, manifest);
    cells.push({ request, backboneId, title: cellTitle(request, backboneId), key, fingerprint });
  }
  return cells;
}
