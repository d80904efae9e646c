import { type TaskId, taskFacts, taskIds } from "#contract";
import { type CandidateReport, isAboutBackbones, type Report, type Smoke } from "./report.ts";
import { codeSpan } from "./shown-text.ts";

/** By which the comment of an earlier check is found again. */
export const commentMark = "<!-- backbone-check -->";

const mostListed = 20;

/** Characters; the site takes 65,536. */
const mostCharacters = 60_000;

/**
 * The comment under a request, in Markdown; null: nothing of it is about backbones, so there is nothing to say.
 *
 * @param run address of the check's run, which keeps the preview; null: it ran elsewhere
 */
export function commentOf(report: Report, run: string | null = null): string | null {
  if (!isAboutBackbones(report)) return null;
  const { candidates, others, head } = report;
  const found = [...candidates.flatMap(describe), ...othersLines(others)];
  const lines = [
    commentMark,
    `### Check of ${candidates.length === 1 ? "a backbone" : `${candidates.length} backbones`} at ${head.slice(0, 12)}`,
    ...shortened(found),
    ...(run === null
      ? []
      : ["", `Preview of the board: \`preview.html\` in what [the check](${run}) keeps.`]),
    "",
    "A maintainer runs what is left after the merge: counts, hashes and all tasks. How, and how to mend what is listed: " +
      "CONTRIBUTING.md, Submit a backbone.",
  ];
  return `${lines.join("\n")}\n`;
}

/** Whole lines alone, or a code span stayed open. */
function shortened(lines: readonly string[]): string[] {
  let left = mostCharacters;
  const kept = lines.filter((line) => {
    left -= line.length + 1;
    return left >= 0;
  });
  return kept.length < lines.length
    ? [...kept, "", "More than a comment holds: the rest is in `report.json` beside the preview."]
    : kept;
}

function describe({ id, problems, notes, smoke }: CandidateReport): string[] {
  const state = problems.length === 0 ? "valid" : `${problems.length} to mend`;
  return [
    "",
    `**${codeSpan(id)}: ${state}**`,
    "",
    ...listed("mend: ", problems),
    ...listed("note: ", notes),
    `- smoke run: ${smokeText(smoke)}`,
  ];
}

function listed(head: string, texts: readonly string[]): string[] {
  const shown = texts.slice(0, mostListed).map((text) => `- ${head}${codeSpan(text)}`);
  return texts.length > mostListed ? [...shown, `- and ${texts.length - mostListed} more`] : shown;
}

/** Plain words with their numbers: nothing in it is the submitter's but what stands in code. */
function smokeText(smoke: Smoke): string {
  if (smoke.state === "left out") return `left out, ${codeSpan(smoke.why)}`;
  const task = taskIds.includes(smoke.task as TaskId)
    ? taskFacts(smoke.task as TaskId).label
    : codeSpan(smoke.task);
  return (
    `${task}, ${codeSpan(smoke.label)} ${smoke.value.toFixed(smoke.digits)} after ${smoke.iterations} iterations on ` +
    `${smoke.images} generated scenes, ${smoke.weights} weights (${smoke.seconds.toFixed(0)} s). ` +
    "It shows that everything runs; smoke runs are never ranked."
  );
}

function othersLines(others: Report["others"]): string[] {
  if (others.length === 0) return [];
  const shown = others.slice(0, mostListed).map(({ path, why }) => `- ${codeSpan(path)}: ${codeSpan(why)}`);
  const more = others.length > mostListed ? [`- and ${others.length - mostListed} more`] : [];
  return [
    "",
    "**Other changes**, which this check does not read; a request with a backbone holds its manifest and keys alone:",
    "",
    ...shown,
    ...more,
  ];
}
