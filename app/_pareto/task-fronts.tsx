import type { MetricId } from "#contract/tasks";
import { metricColumn } from "#db/derive/board-view/columns.ts";
import { ExportedChart } from "../_charts/exported-chart.tsx";
import { SmallFront } from "../_charts/small-front.tsx";
import { trainingLegend } from "../_charts/training-legend.ts";
import { Live } from "../_parts/live.tsx";
import { costAxis, scoreAxis } from "./axes.ts";
import type { Cost } from "./costs.ts";
import styles from "./pareto.module.css";
import type { TaskFront } from "./shown.ts";

interface FrontsProperties {
  readonly fronts: readonly TaskFront[];
  readonly cost: Cost;
  readonly scale: "log" | "linear";
  readonly chosen: MetricId;
  readonly choose: (metric: MetricId) => void;
  /** Whose numbers they are. */
  readonly source: string;
}

/** The frontier of every task at one cost, side by side (paper, Fig. 8); each leads to its large chart. */
export function TaskFronts({ fronts, cost, scale, chosen, choose, source }: FrontsProperties) {
  const drawn = fronts.filter(({ points }) => points.length > 0);
  if (drawn.length < 2) return null;
  const all = drawn.flatMap(({ points }) => points);
  const x = costAxis(
    all.map((point) => point.cost),
    cost,
    scale,
  );
  return (
    <section className={styles.fronts} aria-labelledby="every-task">
      <h2 id="every-task">Every task at this cost</h2>
      <p className={styles.lead}>
        The frontier of each task, over the same axis of {cost.name} (paper, Fig. 8): up is better, left is
        cheaper. Choose one to see it large.
      </p>
      <Live>
        <ExportedChart
          name={`pareto-every-task-${cost.id}`}
          title={`Frontiers of ${drawn.length} tasks against ${cost.name}`}
          source={source}
          legend={trainingLegend(all.map(({ training }) => training))}
          table={{
            columns: ["metric", "backbone", "label", "training", cost.label, "score", "frontier"],
            rows: drawn.flatMap(({ metric, points }) =>
              points.map(({ id, label, training, cost: spent, score, onFront }) => [
                ...[metric, id, label, training, spent, score, onFront ? "yes" : "no"],
              ]),
            ),
          }}
        >
          <div className={styles.grid}>
            {drawn.map((front) => (
              <button
                key={front.metric}
                type="button"
                aria-pressed={front.metric === chosen}
                onClick={() => choose(front.metric)}
              >
                <Front front={front} x={x} />
              </button>
            ))}
          </div>
        </ExportedChart>
      </Live>
    </section>
  );
}

/** Of a frontier, cheapest first: beside a small chart more are not read, and its large one names all. */
const mostNamed = 6;

function Front({ front, x }: { front: TaskFront; x: ReturnType<typeof costAxis> }) {
  const column = metricColumn(front.metric);
  const names = front.points.filter(({ onFront }) => onFront).map(({ label }) => label);
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed + 1} more` : "";
  return (
    <>
      <SmallFront
        title={column.taskLabel}
        unit={`${column.label}, ${column.better} is better`}
        points={front.points.map(({ id, training, cost, score, onFront }) => ({
          ...{ id, training, x: cost, y: score, weight: onFront ? ("strong" as const) : ("plain" as const) },
        }))}
        x={x}
        y={scoreAxis(front.points, column)}
      />
      <span className="visually-hidden">
        {column.taskLabel}, {column.label}:
      </span>
      <small>
        {names.length} of {front.count}: {names.slice(0, more ? mostNamed - 1 : mostNamed).join(", ")}
        {more}
      </small>
    </>
  );
}
