import { variantName } from "../cell/request.ts";
import { metricsOf, probeState } from "../contract/index.ts";
import type { CellReport } from "../grid/work.ts";
import { formatDuration, table } from "../plan/format-plan.ts";
import { exitBug } from "./exit-codes.ts";

/** Its metrics by id, in the contract's order; none of a cell that failed. */
function metricValues({ outcome }: Pick<CellReport, "outcome">): [string, number][] {
  if (!outcome) return [];
  const { bundle } = outcome;
  return metricsOf(bundle.task).flatMap(({ id }) => {
    const measured = bundle.metrics[id];
    return measured ? [[id, measured.value]] : [];
  });
}

const stateOf = ({ outcome, error }: CellReport): string =>
  error !== null ? "failed" : (outcome?.state ?? "not done");

/** What became of the cells, on standard output; the process ends with 1 where some failed. */
export function printReports(reports: readonly CellReport[], json: boolean): void {
  console.log(json ? JSON.stringify({ cells: reports.map(reportJson) }, null, 2) : formatSummary(reports));
  if (reports.some(({ error }) => error !== null)) process.exitCode = exitBug;
}

function reportJson(report: CellReport) {
  const { cell, outcome, error, command } = report;
  return {
    cell: cell.title,
    error,
    state: stateOf(report),
    path: outcome?.path ?? null,
    probe: outcome ? probeState(outcome.bundle.manifest) : null,
    metrics: Object.fromEntries(metricValues(report)),
    command,
  };
}

/** The grid as an aligned table, a cell a line; then each that failed, with the command that repeats it. */
function formatSummary(reports: readonly CellReport[]): string {
  const rows = reports.map((report) => {
    const { cell, error } = report;
    const { task, variant, seed } = cell.request;
    const scores = metricValues(report).map(([id, value]) => `${id.split("/")[1]} ${value.toFixed(4)}`);
    return [
      ...[cell.backboneId, task, variantName(variant), `${seed}`, stateOf(report)],
      error === null ? scores.join("  ") : (error.split("\n")[0] ?? ""),
    ];
  });
  const lines = table([["backbone", "task", "variant", "seed", "state", "scores"], ...rows], new Set([3]));
  const failed = reports.filter(({ error }) => error !== null);
  const open = reports.filter((report) => stateOf(report) === "not done").length;
  const rest = open === 0 ? "" : `, ${open} not done`;
  return [
    ...lines,
    ...(failed.length === 0 ? [] : ["", "to repeat what failed:", ...failed.map(({ command }) => command)]),
    ...notProbed(reports),
    `${reports.length} cells, ${failed.length} failed${rest}`,
  ].join("\n");
}

/** Backbones whose features nobody has compared with their own library's: the site marks them too. */
function notProbed(reports: readonly CellReport[]): string[] {
  const ids = reports.flatMap(({ outcome }) => {
    const manifest = outcome?.bundle.manifest;
    return manifest && probeState(manifest) === "not-probed" ? [manifest.id] : [];
  });
  return ids.length === 0 ? [] : [`not probed: ${[...new Set(ids)].join(", ")} (no reference features)`];
}

/** "cell 3 of 12, 17 %, about 2.1 h left" of a grid; the rate is that of the cells that were measured now. */
export function gridProgress(done: number, cells: number, measured: number, seconds: number): string {
  const share = `cell ${done + 1} of ${cells}, ${Math.round((100 * done) / cells)} %`;
  return measured === 0
    ? share
    : `${share}, about ${formatDuration(((cells - done) * seconds) / measured)} left`;
}
