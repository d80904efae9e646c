/** What a run cannot do without is `required`; the rest makes the evaluator faster or able to do more. */
export type Importance = "required" | "optional";

/** One line of the doctor's answer. */
export interface Finding {
  readonly section: "versions" | "backends" | "data sets" | "weights" | "caches" | "disk";
  readonly name: string;
  readonly present: boolean;
  readonly importance: Importance;
  /** What was found: a version, a path, a size; or why it is missing. */
  readonly detail: string;
  /** The exact command that mends it; null where nothing is missing or no command can. */
  readonly mend: string | null;
}

export const isHealthy = (findings: readonly Finding[]): boolean =>
  findings.every((finding) => finding.present || finding.importance === "optional");

/** Aligned plain text: what is there is marked `ok`, what is missing `--`, what is missing and needed `!!`. */
export function formatFindings(findings: readonly Finding[]): string {
  const nameWidth = Math.max(...findings.map((finding) => finding.name.length));
  const lines: string[] = [];
  let section = "";
  for (const finding of findings) {
    if (finding.section !== section) {
      section = finding.section;
      lines.push(lines.length ? `\n${section}` : section);
    }
    const mark = finding.present ? "ok" : finding.importance === "required" ? "!!" : "--";
    lines.push(`  ${mark}  ${finding.name.padEnd(nameWidth)}  ${finding.detail}`);
    if (finding.mend) lines.push(`      ${"".padEnd(nameWidth)}  mend: ${finding.mend}`);
  }
  return lines.join("\n");
}
