import type { CellRequest } from "../cell/request.ts";
import type { Plan } from "../plan/plan.ts";
import type { PlannedCell } from "./cells-file.ts";
import { manifestOf, manifestSha256 } from "./grid-cell.ts";

/** Cells with what is known of their manifests and data. `plan`: of the very cells; null: there is none. */
export async function plannedCells(
  requests: readonly CellRequest[],
  plan: Pick<Plan, "cells"> | null,
): Promise<PlannedCell[]> {
  const hashes = new Map<string, string | null>();
  const cells: PlannedCell[] = [];
  for (const [index, request] of requests.entries()) {
    const { backbone } = request;
    if (!hashes.has(backbone)) {
      const manifest = await manifestOf(backbone);
      hashes.set(backbone, manifest && manifestSha256(manifest));
    }
    const fingerprint = plan?.cells[index].fingerprint ?? null;
    cells.push({ ...request, manifestSha256: hashes.get(backbone) ?? null, fingerprint });
  }
  return cells;
}
