import { CartesianGrid, Label, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import styles from "./charts.module.css";
import type { CurvePoint } from "./curve-point.ts";
import "./recharts.css";

/** Training loss as a line, validation loss as squares, with the numbers of what is pointed at; by recharts, loaded when seen. */
export function LearningCurveChart({ points, label }: { points: readonly CurvePoint[]; label: string }) {
  return (
    <ResponsiveContainer width="100%" height="100%">
      <LineChart data={[...points]} margin={{ top: 8, right: 12, bottom: 20, left: 8 }} title={label}>
        <CartesianGrid vertical={false} />
        <XAxis dataKey="iteration" type="number" domain={["dataMin", "dataMax"]} tickMargin={4}>
          <Label value="iteration" position="bottom" offset={4} />
        </XAxis>
        <YAxis width={52} domain={["auto", "auto"]} tickFormatter={(value: number) => value.toPrecision(2)} />
        <Tooltip content={CurveTooltip} isAnimationActive={false} />
        <Line
          dataKey="trainLoss"
          stroke="var(--ink-soft)"
          strokeWidth={1.5}
          dot={false}
          isAnimationActive={false}
        />
        <Line
          dataKey="validationLoss"
          stroke="none"
          dot={SquareMark}
          activeDot={{ fill: "var(--series-supervised)" }}
          isAnimationActive={false}
        />
      </LineChart>
    </ResponsiveContainer>
  );
}

function SquareMark({ cx, cy }: { cx?: number; cy?: number }) {
  if (cx === undefined || cy === undefined) return null;
  return <path d={`m${cx - 3} ${cy - 3}h6v6h-6z`} fill="var(--series-supervised)" />;
}

function CurveTooltip({
  active,
  payload,
}: {
  active?: boolean;
  payload?: readonly { payload?: CurvePoint }[];
}) {
  const point = payload?.[0]?.payload;
  if (!active || !point) return null;
  return (
    <div className={styles.tooltip}>
      <strong>Iteration {point.iteration}</strong>
      <span>
        training loss <b>{point.trainLoss.toPrecision(4)}</b>
      </span>
      {point.validationLoss !== undefined && (
        <span>
          validation loss <b>{point.validationLoss.toPrecision(4)}</b>
        </span>
      )}
    </div>
  );
}
