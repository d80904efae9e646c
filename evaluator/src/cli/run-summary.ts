import { type CellRequest, variantName } from "../cell/request.ts";
import type { CellOutcome } from "../cell/run.ts";
import { metricsOf } from "../contract/index.ts";
import { formatDuration, table } from "../plan/format-plan.ts";

/** What became of one cell of a grid. */
export interface CellReport {
  readonly request: CellRequest;
  /** Of its manifest; of one that cannot be read, what was asked for. */
  readonly backboneId: string;
  readonly outcome: CellOutcome | null;
  /** null: it was measured, or was there. */
  readonly error: string | null;
}

/** Its metrics by id, in the contract's order; none of a cell that failed. */
export function metricValues({ outcome }: Pick<CellReport, "outcome">): [string, number][] {
  if (!outcome) return [];
  const { bundle } = outcome;
  return metricsOf(bundle.task).flatMap(({ id }) => {
    const measured = bundle.metrics[id];
    return measured ? [[id, measured.value]] : [];
  });
}

/** The grid as an aligned table, a cell a line, and how many of them failed. */
export function formatSummary(reports: readonly CellReport[]): string {
  const rows = reports.map((report) => {
    const { request, backboneId, outcome, error } = report;
    const scores = metricValues(report).map(([id, value]) => `${id.split("/")[1]} ${value.toFixed(4)}`);
    return [
      ...[backboneId, request.task, variantName(request.variant), `${request.seed}`],
      outcome?.state ?? "failed",
      error === null ? scores.join("  ") : (error.split("\n")[0] ?? ""),
    ];
  });
  const lines = table([["backbone", "task", "variant", "seed", "state", "scores"], ...rows], new Set([3]));
  const failed = reports.filter(({ error }) => error !== null).length;
  return [...lines, `${reports.length} cells, ${failed} failed`].join("\n");
}

/** "cell 3 of 12, 17 %, about 2.1 h left" of a grid; the rate is that of the cells that were measured now. */
export function gridProgress(done: number, cells: number, measured: number, seconds: number): string {
  const share = `cell ${done + 1} of ${cells}, ${Math.round((100 * done) / cells)} %`;
  return measured === 0
    ? share
    : `${share}, about ${formatDuration(((cells - done) * seconds) / measured)} left`;
}
