"use client";

import { CartesianGrid, Label, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import styles from "./charts.module.css";

export interface CurvePoint {
  readonly iteration: number;
  readonly trainLoss: number;
  readonly validationLoss?: number | undefined;
}

/** Training loss as a line, validation loss as squares; loss is lower-is-better. */
export default function LearningCurveChart({
  points,
  label,
}: {
  points: readonly CurvePoint[];
  label: string;
}) {
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
          strokeWidth={1.25}
          dot={false}
          isAnimationActive={false}
        />
        <Line
          dataKey="validationLoss"
          stroke="var(--series-supervised)"
          strokeWidth={1.5}
          connectNulls
          dot={{ r: 3, fill: "var(--series-supervised)", stroke: "none" }}
          isAnimationActive={false}
        />
      </LineChart>
    </ResponsiveContainer>
  );
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
