import { join } from "node:path";
import type { Backbone } from "../backbones/backbone.ts";
import type { Dataset } from "../data/dataset.ts";
import { protocolVersion } from "../protocol.ts";
import { bundleFileName, type CellRequest, cellIdentity } from "./request.ts";
import type { RunSettings } from "./settings.ts";

/** What a cell's identity depends on. */
export interface IdentifiedCell {
  readonly request: CellRequest;
  readonly settings: Pick<RunSettings, "out" | "executor">;
  readonly dataset: Pick<Dataset<unknown>, "fingerprint">;
  readonly backbone: Pick<Backbone, "manifest" | "weightsSha256" | "graphSha256" | "engine">;
}

/** Where the cell's bundle lies, or will. */
export function bundlePlace(cell: IdentifiedCell): { identity: string; path: string } {
  const identity = cellIdentity(decisiveFacts(cell));
  const name = bundleFileName(cell.request, cell.backbone.manifest.id, identity);
  return { identity, path: join(cell.settings.out, name) };
}

/**
 * Names a cell before anything of it is opened, so that workers can agree on who measures it, whichever their engine.
 *
 * @param manifest null: it cannot be read
 */
export function cellKey(
  { backbone, task, variant, seed, budget }: CellRequest,
  manifest: Backbone["manifest"] | null,
): string {
  const facts = { task, variant, seed, budget: { ...budget } };
  return cellIdentity({ protocolVersion, manifest: manifest ?? backbone, ...facts });
}

/** Everything that decides the numbers; two cells that agree in all of it are the same cell. */
function decisiveFacts({ request, settings, dataset, backbone }: IdentifiedCell): Record<string, unknown> {
  const { task, variant, seed, budget } = request;
  const { weightsSha256, graphSha256, manifest, engine } = backbone;
  return {
    protocolVersion,
    ...{ task, variant, seed, budget: { ...budget } },
    manifest,
    ...{ weightsSha256, graphSha256 },
    fingerprint: dataset.fingerprint,
    executor: settings.executor,
    // The last bits depend on what computes and in which batches.
    engine: { backend: engine.backend, batch: engine.batch, precision: engine.precision },
  };
}
