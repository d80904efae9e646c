import { type MetricFacts, mainMetricOf, metricFacts, type ProtocolTaskId, taskFacts } from "#contract";
import type { Board } from "#db/derive/board/board.ts";
import { relativeScore, trainedScale } from "#db/derive/board-view/column-scale.ts";
import { metricColumn } from "#db/derive/board-view/columns.ts";
import { metricRanking, overallRanking, type RankedRow } from "#db/derive/board-view/ranking.ts";
import { trainingFacts, trainingOf } from "#db/derive/board-view/training.ts";
import { finding } from "#db/derive/finding/finding.ts";
import { shapePath } from "../_charts/shape-path.tsx";
import { frontierSentence } from "../_pareto/candidates.ts";
import { costs } from "../_pareto/costs.ts";
import { paretoPage } from "../_pareto/shown.ts";
import { parseParetoView } from "../_pareto/view.ts";
import { unitSigns } from "../_parts/units.ts";
import { column, contentWidth, Frame, row, shortened } from "./frame.tsx";
import { legibleLabel } from "./legible.ts";
import { palette, seriesColours } from "./palette.ts";
import { ScoreCostChart } from "./score-cost-chart.tsx";
import { Legend, Strips } from "./strips.tsx";

/** The front page's question, answered by a board's own numbers. */
export function BoardPreview({ board }: { board: Board }) {
  return (
    <Frame
      title="Which backbone has the best dense features?"
      words={finding(board) ?? "No result has been uploaded to this board yet."}
      source={sourceOf(board)}
    >
      <Strips board={board} named={[]} />
      <Legend rows={board.rows} />
    </Frame>
  );
}

const sourceOf = ({ cohort, rows }: Board) => `${shortened(cohort.title, 50)} · ${rows.length} backbones`;

/** One backbone among the others of a board. */
export function BackbonePreview({ board, id }: { board: Board; id: string }) {
  const ranking = overallRanking(board);
  const own = ranking.find(({ backbone }) => backbone.id === id);
  const ranked = ranking.filter(({ rank }) => rank !== null).length;
  if (!own) throw new Error(`backbone ${id} is not on board ${board.cohort.id}`);
  const { backbone } = own;
  const facts = [
    trainingFacts(trainingOf(backbone.category)).label,
    backbone.architecture,
    `${backbone.parametersMillions.toFixed(0)} M parameters`,
    ...(own.rank === null ? [] : [`rank ${own.rank} of ${ranked} by mean rank`]),
  ];
  return (
    <Frame title={legibleLabel(backbone)} words={facts.join(" · ")} source={sourceOf(board)}>
      <Strips board={board} named={[id]} />
      <Legend rows={board.rows} />
    </Frame>
  );
}

/** One that nobody has measured: what it is. */
export function AwaitingPreview({ backbone }: { backbone: { id: string; label: string; words: string } }) {
  return (
    <Frame title={legibleLabel(backbone)} words={backbone.words} source="awaits measurement">
      <div style={row} />
    </Frame>
  );
}

/** Two to four backbones in each task; the others faint. */
export function ComparePreview({ board, ids }: { board: Board; ids: readonly string[] }) {
  const rows = ids.flatMap((id) => board.rows.filter(({ backbone }) => backbone.id === id));
  const names = rows.map(({ backbone }) => legibleLabel(backbone));
  return (
    <Frame
      title={names.join(names.length === 2 ? " and " : ", ")}
      words="Side by side in each task, scores in this order; best to the right, all others of the board in grey."
      source={sourceOf(board)}
    >
      <Strips board={board} named={ids} />
      <Legend rows={rows} />
    </Frame>
  );
}

/** Score against cost with the frontier, in the view that the page begins with. */
export function ParetoPreview({ board }: { board: Board }) {
  const { head, shown } = paretoPage(board);
  const view = parseParetoView(new URLSearchParams(), head);
  const { task, label } = metricFacts(view.metric);
  const cost = costs.find(({ id }) => id === view.cost);
  return (
    <Frame
      title={`What a better score costs: ${taskFacts(task).label}`}
      words={frontierSentence(shown.found)}
      source={sourceOf(board)}
    >
      <ScoreCostChart
        found={shown.found}
        scoreLabel={`${taskFacts(task).label}, ${label}`}
        costLabel={cost?.label ?? ""}
        better={metricFacts(view.metric).better}
      />
    </Frame>
  );
}

const mostBars = 8;

/** Who does a task best. */
export function TaskPreview({ board, task }: { board: Board; task: ProtocolTaskId }) {
  const { label, summary } = taskFacts(task);
  const main = mainMetricOf(task);
  const ranked = metricRanking(board, main.id);
  return (
    <Frame title={label} words={summary} source={sourceOf(board)}>
      <div style={{ ...column, width: contentWidth, gap: 8, fontSize: 22 }}>
        {ranked.slice(0, mostBars).map((one) => (
          <Bar key={one.backbone.id} all={ranked} ranked={one} metric={main} />
        ))}
      </div>
    </Frame>
  );
}

interface BarProperties {
  readonly all: readonly RankedRow[];
  readonly ranked: RankedRow;
  readonly metric: MetricFacts;
}

/** From the worst trained backbone, nothing, to the best, all the way. */
function Bar({ all, ranked: { backbone, cell, rank }, metric: { id, label, digits, unit } }: BarProperties) {
  const training = trainingOf(backbone.category);
  const along = relativeScore(cell.value, trainedScale(all, metricColumn(id))) ?? 1;
  return (
    <div style={{ ...row, alignItems: "center", gap: 14 }}>
      <div style={{ ...row, width: 36, justifyContent: "flex-end", color: palette.inkSoft }}>{rank}</div>
      <svg width="22" height="22" viewBox="-8 -8 16 16" role="presentation">
        <path d={shapePath(training, 0, 0)} fill={seriesColours[training]} />
      </svg>
      <div style={{ ...row, width: 330 }}>{legibleLabel(backbone)}</div>
      <div style={{ ...row, width: 440 }}>
        <div
          style={{
            width: Math.round(440 * Math.min(1, Math.max(0.01, along))),
            height: 12,
            background: palette.bar,
          }}
        />
      </div>
      <div
        style={{
          ...row,
          padding: "2px 10px",
          fontWeight: 600,
          ...(rank === 1 ? { background: palette.mark } : {}),
        }}
      >
        {`${label} ${cell.value.toFixed(digits)} ${unitSigns[unit]}`.trim()}
      </div>
    </div>
  );
}
