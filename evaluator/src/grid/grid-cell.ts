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

export async function gridCells(planned: readonly PlannedCell[]): Promise<GridCell[]> {
  const manifests = await manifestsOf(planned);
  return planned.map(({ manifestSha256: _, fingerprint, ...request }) => {
    const { backbone } = request;
    const manifest = manifests.get(backbone) ?? null;
    const backboneId = manifest?.id ?? backbone;
    return {
      ...{ request, backboneId, fingerprint },
      title: cellTitle(request, backboneId),
      key: cellKey(request, manifest),
    };
  });
}

async function manifestsOf(planned: readonly PlannedCell[]): Promise<Map<string, Manifest | null>> {
  const backbones = [...new Set(planned.map(({ backbone }) => backbone))];
  const read = async (id: string): Promise<[string, Manifest | null]> => [id, await manifestOf(id)];
  return new Map(await Promise.all(backbones.map(read)));
}

/** @throws InputError where a manifest is not the one that the cells were planned with */
export async function requirePlannedManifests(planned: readonly PlannedCell[]): Promise<void> {
  const manifests = await manifestsOf(planned);
  for (const { backbone, manifestSha256: expected } of planned) {
    const manifest = manifests.get(backbone) ?? null;
    if (manifest === null || expected === null || manifestSha256(manifest) === expected) continue;
    throw new InputError(
      `manifest ${backbone}: SHA-256 ${manifestSha256(manifest)}; expected ${expected}, as when the cells were planned`,
    );
  }
}
