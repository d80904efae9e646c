import type { MetricColumn } from "#db/derive/board-view/columns.ts";
import type { ChartAxis, ChartPoint } from "../_charts/chart-point.ts";
import type { ChartTable } from "../_charts/chart-words.ts";
import { ExportedChart } from "../_charts/exported-chart.tsx";
import { share } from "../_charts/plot-geometry.ts";
import { PointChart } from "../_charts/point-chart.tsx";
import { isCrowded } from "../_charts/shape-path.tsx";
import { trainingLegend } from "../_charts/training-legend.ts";
import { costAxis, scoreAxis } from "./axes.ts";
import { type Candidate, dominatedWords, frontierWords, untrainedWords } from "./candidates.ts";
import type { Cost } from "./costs.ts";
import styles from "./pareto.module.css";

interface FigureProperties {
  readonly found: readonly Candidate[];
  readonly column: MetricColumn;
  readonly cost: Cost;
  readonly scale: "log" | "linear";
  /** What the times were measured on; null for a size. */
  readonly device: string | null;
  /** Whose numbers they are. */
  readonly source: string;
  /** false: what the document holds is not what the address asks for, and would be drawn for nothing. */
  readonly isReady: boolean;
}

/** The chart with the sentence that says what is on its frontier. */
export function ParetoFigure({ found, column, cost, scale, device, source, isReady }: FigureProperties) {
  const front = found.filter((candidate) => candidate.onFront);
  const untrained = untrainedWords(found);
  const x = costAxis(
    found.map((candidate) => candidate.cost),
    cost,
    scale,
  );
  const y = scoreAxis(found, column);
  const points = found.map((candidate) => chartPoint(candidate, x, y));
  return (
    <figure className={styles.figure}>
      <figcaption>
        <p role="status">
          {isReady ? (
            <>
              {column.taskLabel}, {column.name}, against {cost.name}
              {device && `, measured on ${device}`}
              {untrained && `, ${untrained}`}. {frontierWords(found)}
              {axisWords(found, x, y)}
              {x.scale !== scale &&
                " The cost axis is linear: a cost of zero has no place on a logarithmic one."}
              {isCrowded(points.length) &&
                " Of so many, the chart names those on the frontier where there is room, and draws their intervals alone; the table has all."}
            </>
          ) : (
            "The numbers of this view are on their way."
          )}
        </p>
      </figcaption>
      {found.length === 0 ? (
        <p className={styles.empty}>No backbone passes these filters.</p>
      ) : (
        <ExportedChart
          name={`pareto-${column.id.replaceAll("/", "-")}-${cost.id}`}
          title={`${column.taskLabel}, ${column.name}, against ${cost.name}${device ? ` on ${device}` : ""}`}
          source={source}
          legend={trainingLegend(found.map(({ training }) => training))}
          table={paretoTable(found, column, cost)}
        >
          <PointChart
            size="chart"
            isReady={isReady}
            label={`${column.taskLabel} ${column.label} against ${cost.name}.`}
            points={points}
            x={x}
            y={y}
            line={front.map((candidate) => ({ x: candidate.cost, y: candidate.score }))}
          />
        </ExportedChart>
      )}
    </figure>
  );
}

const hasNoPlace = (cost: number, x: ChartAxis) => x.scale === "log" && cost === 0;

/** Where those stand that lie off an axis. */
function axisWords(found: readonly Candidate[], x: ChartAxis, y: ChartAxis): string {
  const below = found.some(({ score }) => share(score, y) < 0);
  const free = found.some(({ cost }) => hasNoPlace(cost, x));
  return [
    ...(below ? [" What lies below the score axis stands at its end, with its number."] : []),
    ...(free ? [" A cost of zero has no place on a logarithmic axis and stands at its beginning."] : []),
  ].join("");
}

function chartPoint(candidate: Candidate, x: ChartAxis, y: ChartAxis): ChartPoint {
  const { id, label, training, cost, score, onFront } = candidate;
  const beyond = [
    ...(hasNoPlace(cost, x) ? [`← ${x.format(cost)}`] : []),
    ...(share(score, y) < 0 ? [`↓ ${y.format(score)}`] : []),
  ];
  const remark = onFront ? "On the frontier" : `Dominated by ${dominatedWords(candidate)}`;
  return {
    id,
    label,
    training,
    ...(beyond.length > 0 && { name: [label, ...beyond].join(" ") }),
    x: cost,
    y: score,
    interval: candidate.interval,
    weight: onFront ? "strong" : "plain",
    remark,
    description: `${label}: ${x.format(cost)} ${x.name}, ${y.name} ${y.format(score)}${intervalWords(candidate, y)}. ${remark}.`,
  };
}

function intervalWords({ interval }: Candidate, y: ChartAxis): string {
  return interval ? `, 95 % interval ${y.format(interval[0])} to ${y.format(interval[1])}` : "";
}

/** The chart's numbers as a file has them. */
function paretoTable(found: readonly Candidate[], column: MetricColumn, cost: Cost): ChartTable {
  return {
    columns: [
      ...["backbone", "label", "training", cost.label, column.id, `${column.id} low`, `${column.id} high`],
      ...["frontier", "dominated by"],
    ],
    rows: found.map(({ id, label, training, cost: spent, score, interval, onFront, dominator }) => [
      ...[id, label, training, spent, score, interval?.[0], interval?.[1]],
      ...[onFront ? "yes" : "no", dominator],
    ]),
  };
}
