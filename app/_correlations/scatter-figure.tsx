import type { Training } from "#db/derive/board-view/training.ts";
import type { ChartPoint } from "../_charts/chart-point.ts";
import { ExportedChart } from "../_charts/exported-chart.tsx";
import { PointChart } from "../_charts/point-chart.tsx";
import { trainingLegend } from "../_charts/training-legend.ts";
import { TrainingLegend } from "../_parts/training-legend.tsx";
import { PagedTable } from "../_table/paged-table.tsx";
import { variableAxis } from "./axis.ts";
import styles from "./correlations.module.css";
import type { Correlation } from "./pairs.ts";
import type { VariableValues } from "./variables.ts";
import type { CorrelationView } from "./view.ts";
import { rhoText, testText } from "./words.ts";

/** What the correlations page hands to its viewer, and the viewer to its figures. */
export interface CorrelationFacts {
  readonly backbones: readonly { readonly id: string; readonly label: string; readonly training: Training }[];
  readonly variables: readonly VariableValues[];
  readonly pairs: readonly Correlation[];
  /** Whose numbers they are. */
  readonly source: string;
}

/** The two variables of the chosen cell, one point a backbone, with its numbers as a table. */
export function ScatterFigure({
  backbones,
  variables,
  pairs,
  source,
  view,
}: CorrelationFacts & { view: CorrelationView }) {
  const first = variables.find(({ variable }) => variable.id === view.x);
  const second = variables.find(({ variable }) => variable.id === view.y);
  if (!first || !second) return null;
  const pair = pairs.find(({ x, y }) => (x === view.x && y === view.y) || (x === view.y && y === view.x));
  const both = backbones.flatMap((backbone, index) => {
    const x = first.values[index] ?? null;
    const y = second.values[index] ?? null;
    return x === null || y === null ? [] : [{ ...backbone, x, y }];
  });
  const xAxis = variableAxis(
    first.variable,
    view.sign,
    both.map(({ x }) => x),
  );
  const yAxis = variableAxis(
    second.variable,
    view.sign,
    both.map(({ y }) => y),
  );
  const points = both.map(
    (point): ChartPoint => ({
      ...point,
      weight: "strong",
      remark: null,
      description: `${point.label}: ${xAxis.name} ${xAxis.format(point.x)}, ${yAxis.name} ${yAxis.format(point.y)}.`,
    }),
  );
  const title = `${second.variable.name} against ${first.variable.name}`;
  return (
    <figure className={styles.scatter}>
      <figcaption>
        <p role="status">
          <strong>{title}</strong>
          {pair && ` ρ ${rhoText(pair.rho)}, ${testText(pair)} backbones.`}
          {pair?.rhoNearTies != null &&
            ` With parameters that differ by at most 0.1 M as ties: ρ ${rhoText(pair.rhoNearTies)}.`}
        </p>
      </figcaption>
      <TrainingLegend trainings={both.map(({ training }) => training)} />
      {points.length > 0 && (
        <ExportedChart
          name={`correlation-${view.x}-${view.y}`}
          title={title}
          source={`${source}${pair ? `. ρ ${rhoText(pair.rho)}, n ${pair.n}` : ""}`}
          legend={trainingLegend(both.map(({ training }) => training))}
          table={{
            columns: ["backbone", first.variable.name, second.variable.name],
            rows: both.map(({ label, x, y }) => [label, x, y]),
          }}
        >
          <PointChart size="scatter" label={`${title}.`} points={points} x={xAxis} y={yAxis} />
        </ExportedChart>
      )}
      <details className={styles.details}>
        <summary>The plot as a table</summary>
        <PagedTable
          caption={title}
          isSmall
          rows={both}
          keyOf={({ id }) => id}
          columns={[
            { heading: "Backbone", cell: ({ label }) => label },
            { heading: first.variable.name, cell: ({ x }) => x.toFixed(first.variable.digits) },
            { heading: second.variable.name, cell: ({ y }) => y.toFixed(second.variable.digits) },
          ]}
        />
      </details>
    </figure>
  );
}
