import { formatBytes } from "../files/free-space.ts";
import { totalSeconds } from "./estimate.ts";
import type { CellPlan, Plan } from "./plan.ts";

export function formatDuration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  if (seconds < 3600) return `${(seconds / 60).toFixed(1)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

const notMeasured = "?";

/** The plan as text: cells (seeds on one line), features, disk, time. */
export function formatPlan(plan: Plan): string {
  const lines = [...cellLines(plan.cells), "", ...featureLines(plan)];
  lines.push("");
  for (const { folders, neededBytes, freeBytes } of plan.disks) {
    lines.push(
      `disk: ${formatBytes(neededBytes)} needed at most, ${formatBytes(freeBytes)} free (${folders.join(", ")})`,
    );
  }
  if (plan.datasets.length > 0) {
    const sets = plan.datasets.map(({ dataset, bytes }) => `${dataset} ${formatBytes(bytes)}`);
    lines.push(`sizes as published; data sets besides, unpacked: ${sets.join(", ")}`);
  }
  lines.push(
    ...blockedLines(plan.cells),
    ...plan.warnings.map((warning) => `warning: ${warning}`),
    totalLine(plan),
  );
  return lines.join("\n");
}

function totalLine({ cells, seconds, pilotSeconds, workers, sharedSeconds }: Plan): string {
  const count = (state: CellPlan["state"]) => cells.filter((cell) => cell.state === state).length;
  const parts = [`${cells.length} cells: ${count("to do")} to do`];
  if (count("there") > 0) parts.push(`${count("there")} there`);
  if (count("blocked") > 0) parts.push(`${count("blocked")} blocked`);
  const shared =
    sharedSeconds === null || workers === 1
      ? ""
      : `, ${formatDuration(sharedSeconds)} on ${workers} devices like its own`;
  const time =
    seconds === null || pilotSeconds === null
      ? "time not estimated (no pilot)"
      : `about ${formatDuration(seconds)} on this machine${shared} (pilot of ${formatDuration(pilotSeconds)}; cached features cost nothing)`;
  return `${parts.join(", ")}; ${time}`;
}

function cellLines(cells: readonly CellPlan[]): string[] {
  const groups = new Map<string, CellPlan[]>();
  for (const cell of cells) {
    const key = [cell.backbone, cell.task, cell.variant].join();
    groups.set(key, [...(groups.get(key) ?? []), cell]);
  }
  const rows = [...groups.values()].map((group) => {
    const [{ backbone, task, variant, publishedParameters, effectiveParameters }] = group;
    return [
      ...[backbone, task, variant, group.map(({ seed }) => seed).join(",")],
      publishedParameters === null ? notMeasured : `${publishedParameters}`,
      effectiveParameters === null ? notMeasured : `${effectiveParameters}`,
      timeOf(group),
      stateOf(group),
    ];
  });
  const header = ["backbone", "task", "variant", "seeds", "parameters", "effective", "time", "state"];
  return table([header, ...rows], new Set([4, 5, 6]));
}

/** Each reason once, with the number of cells that it blocks. */
function blockedLines(cells: readonly CellPlan[]): string[] {
  const counts = new Map<string, number>();
  for (const { problem } of cells) if (problem !== null) counts.set(problem, (counts.get(problem) ?? 0) + 1);
  return [...counts].map(([problem, count]) => `blocked (${count} cells): ${problem}`);
}

function timeOf(group: readonly CellPlan[]): string {
  const open = group.filter(({ state }) => state === "to do");
  if (open.length === 0) return "-";
  if (open.some(({ seconds }) => seconds === null)) return notMeasured;
  return formatDuration(
    open.reduce((sum, { seconds }) => sum + (seconds === null ? 0 : totalSeconds(seconds)), 0),
  );
}

function stateOf(group: readonly CellPlan[]): string {
  if (group.some(({ state }) => state === "blocked")) return "blocked";
  const there = group.filter(({ state }) => state === "there").length;
  if (there === group.length) return "there";
  return there === 0 ? "to do" : `to do (${there} there)`;
}

function featureLines({ featureSets }: Plan): string[] {
  const rows = featureSets.map(({ backbone, seed, dataset, tasks, images, bytes, seconds }) => [
    seed === null ? backbone : `${backbone} (seed ${seed})`,
    dataset,
    tasks.join(", "),
    `${images}`,
    formatBytes(bytes),
    seconds === null ? notMeasured : formatDuration(seconds),
  ]);
  return table([["features of", "data set", "for", "images", "cache", "time"], ...rows], new Set([3, 4, 5]));
}

export function table(rows: readonly (readonly string[])[], rightAligned: ReadonlySet<number>): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        rightAligned.has(column) ? cell.padStart(widths[column]) : cell.padEnd(widths[column]),
      )
      .join("  ")
      .trimEnd(),
  );
}
