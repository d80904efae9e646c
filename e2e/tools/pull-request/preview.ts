import { type MetricFacts, protocolMetrics } from "#contract";
import { competitionRanks } from "../../../db/derive/board/ranks.ts";
import { paperBackbones, paperResults } from "../../../db/paper/paper.ts";
import type { CandidateReport, Report } from "./report.ts";
import { html } from "./shown-text.ts";

/** A number of the table with its rank; null: none. */
interface Figure {
  readonly value: number;
  /** null: smoke runs have none. */
  readonly rank: number | null;
}

interface Row {
  readonly label: string;
  readonly mark: string;
  /** By metric. */
  readonly figures: ReadonlyMap<string, Figure>;
}

const columns: readonly MetricFacts[] = protocolMetrics.filter(({ primary }) => primary);

/** The paper's printed results of the readout and resolution that the board ranks. */
function printedRows(): Row[] {
  const printed = paperResults().filter(
    ({ readout, resolution }) => readout === "base" && resolution === "standard",
  );
  const backbones = paperBackbones();
  const ranked = new Map(
    columns.map((metric) => {
      const values = backbones.map(
        ({ id }) =>
          printed.find(({ backboneId, task }) => backboneId === id && task === metric.task)?.metrics[
            metric.id
          ] ?? null,
      );
      return [metric.id, { values, ranks: competitionRanks(values, metric.better) }];
    }),
  );
  return backbones.map(({ label }, index) => {
    const figures = columns.flatMap(({ id }): [string, Figure][] => {
      const { values = [], ranks = [] } = ranked.get(id) ?? {};
      const value = values[index] ?? null;
      return value === null ? [] : [[id, { value, rank: ranks[index] ?? null }]];
    });
    return { label, mark: "printed in the paper", figures: new Map(figures) };
  });
}

function candidateRow({ id, label, smoke }: CandidateReport): Row {
  const column = smoke.state === "measured" ? columns.find(({ task }) => task === smoke.task) : undefined;
  const figures = new Map<string, Figure>();
  if (smoke.state === "measured" && column) figures.set(column.id, { value: smoke.value, rank: null });
  const mark =
    smoke.state === "measured"
      ? `smoke, not ranked: ${smoke.weights} weights, ${smoke.iterations} iterations on generated scenes`
      : `no smoke run: ${smoke.why}`;
  return { label: label ?? id, mark, figures };
}

const styles = [
  "body{font:16px/1.5 system-ui,sans-serif;margin:2rem;max-width:70rem}",
  "table{border-collapse:collapse;width:100%}",
  "th,td{padding:.3rem .6rem;text-align:right;border-bottom:1px solid #ccc}",
  "th:first-child,td:first-child{text-align:left}",
  "tr.candidate{background:#fff6d6}",
  "small{color:#555;display:block}",
].join("");

/**
 * The board as it would stand with the request's backbones, one page without scripts: the printed results ranked as on the
 * site, and the candidates' smoke rows below, marked and unranked, since nothing but full runs is comparable.
 */
export function previewPage({ candidates, head }: Report): string {
  const heads = columns.map(({ label, task, unit, better }) => {
    const sign = { percent: "%", metre: "m", fraction: "", nat: "" }[unit];
    return `<th scope="col">${html(task)}<small>${html(label)} ${sign} (${better} is better)</small></th>`;
  });
  const rows = [
    ...printedRows().map((row) => rowOf(row, "")),
    ...candidates.map((candidate) => rowOf(candidateRow(candidate), ' class="candidate"')),
  ];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Preview of the board</title>
<style>${styles}</style>
<h1>Preview of the board</h1>
<p>At commit ${html(head)}. Rows of the request are marked: a smoke run shows that a backbone runs, and is never ranked.</p>
<table>
<thead><tr><th scope="col">Backbone</th>${heads.join("")}</tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>
</html>
`;
}

function rowOf({ label, mark, figures }: Row, attribute: string): string {
  const cells = columns.map(({ id, digits }) => {
    const figure = figures.get(id);
    if (!figure) return "<td></td>";
    const rank = figure.rank === null ? "" : ` <small>rank ${figure.rank}</small>`;
    return `<td>${figure.value.toFixed(digits)}${rank}</td>`;
  });
  return `<tr${attribute}><th scope="row">${html(label)}<small>${html(mark)}</small></th>${cells.join("")}</tr>`;
}
