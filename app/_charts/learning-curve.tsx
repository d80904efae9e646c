import type { ChartAxis } from "./chart-point.ts";
import styles from "./charts.module.css";
import type { CurvePoint } from "./curve-point.ts";
import { ExportedChart } from "./exported-chart.tsx";
import { fileName } from "./file-name.ts";
import { LiveCurve } from "./live-curve.tsx";
import { PlotAxes } from "./plot-axes.tsx";
import { across, down, plotMargins, share } from "./plot-geometry.ts";
import { linearTicks, paddedDomain } from "./ticks.ts";

interface CurveProperties {
  readonly points: readonly CurvePoint[];
  readonly label: string;
  /** Which result's it is, for its files. */
  readonly source: string;
}

/**
 * Training loss as a line, validation loss as squares; loss is lower-is-better. The server draws it at every width alike; recharts
 * takes its place where it is seen, and says the numbers of what is pointed at.
 */
export function LearningCurve({ points, label, source }: CurveProperties) {
  const losses = points.flatMap(({ trainLoss, validationLoss = trainLoss }) => [trainLoss, validationLoss]);
  const [x, y] = [iterationAxis(points), lossAxis(losses)];
  const { top, right, bottom, left } = plotMargins(y);
  const validated = points.filter(({ validationLoss }) => validationLoss !== undefined);
  return (
    <ExportedChart
      name={fileName(label)}
      title={label}
      source={source}
      legend={[
        { label: "Training loss", path: "m-6-1h12v2h-12z", colour: "var(--ink-soft)" },
        ...(validated.length > 0
          ? [{ label: "Validation loss", path: squarePath, colour: "var(--series-supervised)" }]
          : []),
      ]}
      table={{
        columns: ["iteration", "training loss", "validation loss"],
        rows: points.map(({ iteration, trainLoss, validationLoss }) => [
          iteration,
          trainLoss,
          validationLoss,
        ]),
      }}
    >
      <LiveCurve points={points} label={label}>
        <div className={styles.area} style={{ inset: `${top}px ${right}px ${bottom}px ${left}px` }}>
          <svg width="100%" height="100%" className={styles.drawing} role="img" aria-label={label}>
            <PlotAxes x={x} y={y} />
            <TrainingLine points={points} x={x} y={y} />
            {validated.map(({ iteration, validationLoss = Number.NaN }) => (
              // biome-ignore lint/a11y/noSvgWithoutTitle: a place within the drawing
              <svg
                key={iteration}
                x={across(iteration, x)}
                y={down(validationLoss, y)}
                width="1"
                height="1"
                className={styles.at}
              >
                <path d={squarePath} className={styles.validation} />
              </svg>
            ))}
          </svg>
        </div>
      </LiveCurve>
    </ExportedChart>
  );
}

const squarePath = "m-3-3h6v6h-6z";

/** Side of the line's own coordinates, stretched to the area's. */
const side = 1000;

function TrainingLine({ points, x, y }: Pick<CurveProperties, "points"> & { x: ChartAxis; y: ChartAxis }) {
  const corners = points
    .filter(({ trainLoss }) => Number.isFinite(trainLoss))
    .map(({ iteration, trainLoss }) =>
      [share(iteration, x), 1 - share(trainLoss, y)].map((part) => (part * side).toFixed(1)).join(" "),
    );
  return (
    <svg
      width="100%"
      height="100%"
      viewBox={`0 0 ${side} ${side}`}
      preserveAspectRatio="none"
      className={styles.stretched}
      aria-hidden="true"
    >
      <path d={`M${corners.join("L")}`} className={styles.training} />
    </svg>
  );
}

function iterationAxis(points: readonly CurvePoint[]): ChartAxis {
  const iterations = points.map(({ iteration }) => iteration);
  const domain = [Math.min(...iterations), Math.max(...iterations)] as const;
  return {
    ...{ label: "iteration", name: "iteration", scale: "linear", direction: "normal", domain },
    ticks: linearTicks(...domain, 4),
    format: String,
  };
}

function lossAxis(losses: readonly number[]): ChartAxis {
  const domain = paddedDomain(losses.filter(Number.isFinite), "linear");
  return {
    ...{ label: "loss (lower is better)", name: "loss", scale: "linear", direction: "normal", domain },
    ticks: linearTicks(...domain, 4),
    format: (value) => String(Number(value.toPrecision(3))),
  };
}
