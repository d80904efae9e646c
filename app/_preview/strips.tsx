import { type MetricId, metricFacts, taskFacts } from "#contract";
import type { Board, BoardRow } from "#db/derive/board/board.ts";
import { relativeScore, trainedScale } from "#db/derive/board-view/column-scale.ts";
import { metricColumn, metricsOfRows } from "#db/derive/board-view/columns.ts";
import { metricRanking } from "#db/derive/board-view/ranking.ts";
import { trainingOf, trainings } from "#db/derive/board-view/training.ts";
import { shapePath } from "../_charts/shape-path.tsx";
import { unitSigns } from "../_parts/units.ts";
import { column, contentWidth, row } from "./frame.tsx";
import { legibleLabel } from "./legible.ts";
import { palette, seriesColours } from "./palette.ts";

const gap = 56;
const width = (contentWidth - gap) / 2;
const height = 30;
/** Half a shape at either end. */
const inset = 12;

/** The main metric of each of a board's tasks, in the tasks' order. */
export function mainMetrics({ rows }: Board): MetricId[] {
  return metricsOfRows(rows).filter((id) => metricColumn(id).primary);
}

interface StripsProperties {
  readonly board: Board;
  /** Drawn in front and named; the best of each task where nobody is. */
  readonly named: readonly string[];
}

/** The paper's Fig. 4a: a row a task, a shape a backbone, the worst trained one left and the best right. */
export function Strips({ board, named }: StripsProperties) {
  return (
    <div style={{ ...row, flexWrap: "wrap", columnGap: gap, rowGap: 18 }}>
      {mainMetrics(board).map((metric) => (
        <div key={metric} style={{ ...column, width, gap: 6 }}>
          <StripWords board={board} named={named} metric={metric} />
          <Dots rows={board.rows} named={named} metric={metric} />
        </div>
      ))}
    </div>
  );
}

/** Task and metric, and beside them the best one, the place of the named one, or the scores of the named ones in order. */
function StripWords({ board, named, metric }: StripsProperties & { metric: MetricId }) {
  const { task, label, digits, unit, better } = metricFacts(metric);
  const ranked = metricRanking(board, metric);
  const score = (id: string | undefined) =>
    ranked.find(({ backbone }) => backbone.id === id)?.cell.value.toFixed(digits) ?? "–";
  const [first] = named.length === 0 ? ranked : ranked.filter(({ backbone }) => backbone.id === named[0]);
  const who =
    named.length === 0
      ? first && legibleLabel(first.backbone)
      : first && `rank ${first.rank} of ${ranked.length}`;
  const scores = named.length === 0 ? [score(first?.backbone.id)] : named.map(score);
  return (
    <div style={{ ...row, justifyContent: "space-between", alignItems: "center", fontSize: 20 }}>
      <div style={{ ...row, color: palette.inkSoft }}>
        {`${taskFacts(task).label}, ${label} ${better === "higher" ? "↑" : "↓"}`}
      </div>
      <div style={{ ...row, gap: 10 }}>
        {named.length < 2 && (who ?? "no result")}
        <div style={{ ...row, fontWeight: 600 }}>{`${scores.join(" · ")} ${unitSigns[unit]}`.trim()}</div>
      </div>
    </div>
  );
}

interface DotsProperties {
  readonly rows: readonly BoardRow[];
  readonly named: readonly string[];
  readonly metric: MetricId;
}

/** Untrained baselines would squeeze the others together: the line runs over trained ones, and they stand at its end. */
function Dots({ rows, named, metric }: DotsProperties) {
  const scored = rows.filter(({ cells }) => cells[metric]);
  const scale = trainedScale(scored, metricColumn(metric));
  const isNamed = ({ backbone }: BoardRow) => named.length === 0 || named.includes(backbone.id);
  const along = ({ cells }: BoardRow) => {
    const relative = relativeScore(cells[metric]?.value ?? Number.NaN, scale) ?? 1;
    return inset + Math.min(1, Math.max(0, relative)) * (width - 2 * inset);
  };
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="presentation">
      <path d={`M0 ${height / 2}H${width}`} stroke={palette.rule} strokeWidth="2" />
      {shapes({ rows: scored.filter((one) => !isNamed(one)), along, isNamed: false })}
      {shapes({ rows: scored.filter(isNamed), along, isNamed: true })}
    </svg>
  );
}

interface ShapesProperties {
  readonly rows: readonly BoardRow[];
  readonly along: (row: BoardRow) => number;
  readonly isNamed: boolean;
}

/** One path a way of training, however many backbones there are; a function, since the library wants plain elements in an SVG. */
function shapes({ rows, along, isNamed }: ShapesProperties) {
  const size = isNamed ? 1.6 : 1.2;
  return trainings.map(({ id }) => (
    <path
      key={id}
      d={rows
        .filter(({ backbone }) => trainingOf(backbone.category) === id)
        .map((one) => shapePath(id, along(one) / size, height / 2 / size))
        .join("")}
      transform={`scale(${size})`}
      fill={isNamed ? seriesColours[id] : palette.bar}
      stroke={palette.paper}
      strokeWidth="0.7"
    />
  ));
}

/** What shapes and colours mean. */
export function Legend({ rows }: { rows: readonly BoardRow[] }) {
  const present = trainings.filter(({ id }) =>
    rows.some(({ backbone }) => trainingOf(backbone.category) === id),
  );
  return (
    <div style={{ ...row, gap: 28, fontSize: 20, color: palette.inkSoft }}>
      {present.map(({ id, label }) => (
        <div key={id} style={{ ...row, alignItems: "center", gap: 10 }}>
          <svg width="20" height="20" viewBox="-8 -8 16 16" role="presentation">
            <path d={shapePath(id, 0, 0)} fill={seriesColours[id]} />
          </svg>
          {label}
        </div>
      ))}
    </div>
  );
}
