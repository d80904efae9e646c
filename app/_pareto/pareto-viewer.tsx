"use client";

import { useCallback, useMemo } from "react";
import type { Board } from "#db/derive/board/board.ts";
import { headColumns } from "#db/derive/board-view/board-head.ts";
import { Controls, OneOf, Select, TrainingFilter } from "../_parts/controls.tsx";
import { Live } from "../_parts/live.tsx";
import { useShownView, useUrlState } from "../_parts/url-state.ts";
import { useFetched } from "../_parts/use-fetched.ts";
import { costs, isTime } from "./costs.ts";
import styles from "./pareto.module.css";
import { ParetoFigure } from "./pareto-figure.tsx";
import { ParetoTable } from "./pareto-table.tsx";
import { type ParetoPage, paretoShown } from "./shown.ts";
import { TimeBars } from "./time-shares.tsx";
import { type ParetoView, parseParetoView, serialiseParetoView } from "./view.ts";

interface ViewerProperties {
  /** Of the view without parameters: what the document holds. */
  readonly first: ParetoPage;
  /** null: too long for the document; what other views show of it is fetched. */
  readonly board: Board | null;
}

export function ParetoViewer({ first, board }: ViewerProperties) {
  const { head } = first;
  const parse = useCallback((parameters: URLSearchParams) => parseParetoView(parameters, head), [head]);
  const serialise = useCallback((view: ParetoView) => serialiseParetoView(view, head), [head]);
  const [view, show, search] = useUrlState(parse, serialise);
  const parameters = serialise(view).toString();
  const isFirst = parameters === serialise(parse(new URLSearchParams())).toString();
  const made = useMemo(
    () => (board && !isFirst ? paretoShown(board.rows, head, view) : null),
    [board, isFirst, head, view],
  );
  const address = isFirst || board ? null : `/api/views/pareto/${head.cohort.id}?${parameters}`;
  const { answer, isCurrent } = useFetched<ParetoPage>(address);
  const { found, times } = made ?? (address && answer ? answer : first).shown;
  useShownView(search, address === null || isCurrent);
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
        source={head.cohort.title}
        isReady={address === null || answer !== null}
      />
      <ParetoTable found={found} column={column} cost={cost} isCurrent={address === null || isCurrent} />
      {times && setting && <TimeBars {...times} column={column} setting={setting} />}
    </>
  );
}
