"use client";

import { useCallback, useMemo } from "react";
import type { Board } from "#db/derive/board/board.ts";
import { headColumns } from "#db/derive/board-view/board-head.ts";
import type { MetricColumn } from "#db/derive/board-view/columns.ts";
import type { ChartAxis, ChartPoint } from "../_charts/chart-point.ts";
import { LazyPointChart } from "../_charts/lazy-point-chart.tsx";
import { linearTicks, paddedDomain, sizeAxis } from "../_charts/ticks.ts";
import { Controls, OneOf, Select, TrainingFilter } from "../_parts/controls.tsx";
import { Live } from "../_parts/live.tsx";
import { unitSigns } from "../_parts/units.ts";
import { useUrlState } from "../_parts/url-state.ts";
import { useFetched } from "../_parts/use-fetched.ts";
import { type Candidate, dominatedWords, frontierWords, untrainedWords } from "./candidates.ts";
import { type Cost, costs, isTime } from "./costs.ts";
import styles from "./pareto.module.css";
import { ParetoTable } from "./pareto-table.tsx";
import { type ParetoPage, paretoShown } from "./shown.ts";
import { TimeBars } from "./time-shares.tsx";
import { type ParetoView, parseParetoView, serialiseParetoView } from "./view.ts";

interface ViewerProperties {
  /** Of the view that the document was asked for. */
  readonly first: ParetoPage;
  /** null: too long for the document; what other views show of it is fetched. */
  readonly board: Board | null;
}

export function ParetoViewer({ first, board }: ViewerProperties) {
  const { head } = first;
  const parse = useCallback((parameters: URLSearchParams) => parseParetoView(parameters, head), [head]);
  const serialise = useCallback((view: ParetoView) => serialiseParetoView(view, head), [head]);
  const [view, show] = useUrlState(parse, serialise);
  const parameters = serialise(view).toString();
  const isFirst = parameters === first.query;
  const made = useMemo(
    () => (board && !isFirst ? paretoShown(board.rows, head, view) : null),
    [board, isFirst, head, view],
  );
  const address = isFirst || board ? null : `/api/views/pareto/${head.cohort.id}?${parameters}`;
  const { answer, isCurrent } = useFetched<ParetoPage>(address);
  const { found, times } = made ?? (address && answer ? answer : first).shown;
  const { speedSettings } = head;
  const columns = headColumns(head);
  const column = columns.find((candidate) => candidate.id === view.metric);
  const cost = costs.find((candidate) => candidate.id === view.cost);
  const setting = speedSettings.find(({ id }) => id === view.settingId);
  if (!column || !cost) return <p className={styles.empty}>This board has no result to draw yet.</p>;
  return (
    <>
      <Live>
        <Controls>
          <Select
            legend="Score"
            options={columns.map((one) => ({ value: one.id, label: `${one.taskLabel}, ${one.label}` }))}
            value={view.metric}
            choose={(metric) => show({ ...view, metric }, "push")}
          />
          <Select
            legend="Cost"
            options={costs
              .filter(({ id }) => setting || !isTime(id))
              .map(({ id, label }) => ({ value: id, label }))}
            value={view.cost}
            choose={(next) => show({ ...view, cost: next }, "push")}
          />
          {setting && speedSettings.length > 1 && (
            <Select
              legend="Device"
              options={speedSettings.map(({ id, label }) => ({ value: id, label }))}
              value={setting.id}
              choose={(settingId) => show({ ...view, settingId }, "push")}
            />
          )}
          <OneOf
            legend="Cost axis"
            options={[
              { value: "log", label: "Logarithmic" },
              { value: "linear", label: "Linear" },
            ]}
            value={view.scale}
            choose={(scale) => show({ ...view, scale }, "push")}
          />
          <TrainingFilter
            chosen={view.trainings}
            choose={(trainings) => show({ ...view, trainings }, "push")}
          />
        </Controls>
      </Live>
      <ParetoFigure
        found={found}
        column={column}
        cost={cost}
        scale={view.scale}
        device={isTime(view.cost) ? (setting?.label ?? null) : null}
        isReady={address === null || answer !== null}
      />
      <ParetoTable found={found} column={column} cost={cost} isCurrent={address === null || isCurrent} />
      {times && setting && <TimeBars {...times} column={column} setting={setting} />}
    </>
  );
}

interface FigureProperties {
  readonly found: readonly Candidate[];
  readonly column: MetricColumn;
  readonly cost: Cost;
  readonly scale: "log" | "linear";
  /** What the times were measured on; null for a size. */
  readonly device: string | null;
  /** false: what the document holds is not what the address asks for, and would be drawn for nothing. */
  readonly isReady: boolean;
}

function ParetoFigure({ found, column, cost, scale, device, isReady }: FigureProperties) {
  const front = found.filter((candidate) => candidate.onFront);
  const untrained = untrainedWords(found);
  const x = costAxis(found, cost, scale);
  const y = scoreAxis(found, column);
  const points = found.map((candidate) => chartPoint(candidate, x, y));
  return (
    <figure className={styles.figure}>
      <figcaption>
        <p role="status">
          {column.taskLabel}, {column.name}, against {cost.name}
          {device && `, measured on ${device}`}
          {untrained && `, ${untrained}`}. {frontierWords(found)}
          {x.scale !== scale && " The cost axis is linear: a cost of zero has no place on a logarithmic one."}
        </p>
      </figcaption>
      {found.length === 0 ? (
        <p className={styles.empty}>No backbone passes these filters.</p>
      ) : (
        <LazyPointChart
          size="chart"
          isReady={isReady}
          label={`${column.taskLabel} ${column.label} against ${cost.name}.`}
          points={points}
          x={x}
          y={y}
          line={front.map((candidate) => ({ x: candidate.cost, y: candidate.score }))}
        />
      )}
    </figure>
  );
}

function costAxis(found: readonly Candidate[], cost: Cost, scale: "log" | "linear"): ChartAxis {
  return {
    // Short enough for a phone.
    label: `${cost.label} (← cheaper)`,
    name: cost.name,
    direction: "normal",
    ...sizeAxis(
      found.map((candidate) => candidate.cost),
      scale,
      6,
    ),
    format: cost.format,
  };
}

/** Up is always better: the axis of a lower-is-better metric is turned round, and says so. */
function scoreAxis(found: readonly Candidate[], column: MetricColumn): ChartAxis {
  const domain = paddedDomain(
    found.flatMap(({ score, interval }) => [score, ...(interval ?? [])]),
    "linear",
  );
  const unit = unitSigns[column.unit];
  const words = column.better === "higher" ? "higher is better" : "lower is better, axis turned round";
  return {
    label: `${column.label}${unit && `, ${unit}`} (${words})`,
    name: column.label,
    scale: "linear",
    direction: column.better === "higher" ? "normal" : "reversed",
    domain,
    ticks: linearTicks(...domain, 6),
    format: (value) => Number(value.toFixed(column.digits)).toString(),
  };
}

function chartPoint(candidate: Candidate, x: ChartAxis, y: ChartAxis): ChartPoint {
  const { id, label, training, cost, score, onFront } = candidate;
  const remark = onFront ? "On the frontier" : `Dominated by ${dominatedWords(candidate)}`;
  return {
    id,
    label,
    training,
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
