import type { CaseResult } from "./case-result.ts";

const nameWidth = 52;
const numberWidth = 10;

/** Heading of the table that `formatRow` fills. */
export function formatHeading(): string {
  return [
    "result",
    "case".padEnd(nameWidth),
    "error".padStart(numberWidth),
    "accepted".padStart(numberWidth),
  ].join("  ");
}

/** One case as a row of aligned columns, for a terminal; the reason of a failure on a line of its own. */
export function formatRow(result: CaseResult): string {
  const row = [
    (result.passed ? "pass" : "FAIL").padEnd(6),
    caseName(result).padEnd(nameWidth),
    formatNumber(result.worstError).padStart(numberWidth),
    formatNumber(result.tolerance).padStart(numberWidth),
  ].join("  ");
  return result.passed ? row : `${row}\n        ${result.detail}`;
}

/** One case as a line of plain words, for a log or a pipe. */
export function formatLine(result: CaseResult): string {
  const numbers = `error ${formatNumber(result.worstError)} accepted ${formatNumber(result.tolerance)}`;
  const line = `${result.passed ? "pass" : "FAIL"} ${caseName(result)} ${numbers}`;
  return result.passed ? line : `${line}: ${result.detail}`;
}

/** How many cases of each group passed, and the largest error among them. */
export function formatSummary(results: readonly CaseResult[]): string {
  const groups = [...new Set(results.map((result) => result.group))];
  const lines = groups.map((group) => {
    const cases = results.filter((result) => result.group === group);
    const passed = cases.filter((result) => result.passed);
    const worst = passed.reduce((largest, result) => Math.max(largest, result.worstError ?? 0), 0);
    return `${group}: ${passed.length} of ${cases.length} passed, worst error among them ${formatNumber(worst)}`;
  });
  const failures = results.filter((result) => !result.passed).length;
  return [
    ...lines,
    failures === 0 ? "all cases passed" : `${failures} of ${results.length} cases FAILED`,
  ].join("\n");
}

function caseName(result: CaseResult): string {
  return `${result.group}/${result.name}`;
}

function formatNumber(value: number | null): string {
  if (value === null) return "-";
  return value === 0 || !Number.isFinite(value) ? String(value) : value.toExponential(1);
}
