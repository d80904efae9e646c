"use client";

import { useCallback, useMemo } from "react";
import type { Board } from "#db/derive/board/board.ts";
import { headColumns } from "#db/derive/board-view/board-head.ts";
import { useUrlState } from "../_parts/url-state.ts";
import { useFetched } from "../_parts/use-fetched.ts";
import { costs, isTime } from "./costs.ts";
import styles from "./pareto.module.css";
import { ParetoControls } from "./pareto-controls.tsx";
import { ParetoFigure } from "./pareto-figure.tsx";
import { ParetoTable } from "./pareto-table.tsx";
import { type ParetoPage, paretoShown } from "./shown.ts";
import { TaskFronts } from "./task-fronts.tsx";
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
  const { found, times, fronts } = made ?? (address && answer ? answer : first).shown;
  // Numbers of one view never stand under the words of another.
  const isReady = address === null || isCurrent;
  const source = head.cohort.title;
  const column = headColumns(head).find((candidate) => candidate.id === view.metric);
  const cost = costs.find((candidate) => candidate.id === view.cost);
  const setting = head.speedSettings.find(({ id }) => id === view.settingId);
  if (!column || !cost) return <p className={styles.empty}>This board has no result to draw yet.</p>;
  return (
    <>
      <ParetoControls head={head} view={view} show={(next) => show(next, "push")} />
      <ParetoFigure
        found={found}
        column={column}
        cost={cost}
        scale={view.scale}
        device={isTime(view.cost) ? (setting?.label ?? null) : null}
        source={source}
        isReady={isReady}
      />
      <div className={isReady ? undefined : styles.awaited} aria-busy={!isReady}>
        <TaskFronts
          fronts={fronts}
          cost={cost}
          scale={view.scale}
          chosen={view.metric}
          choose={(metric) => show({ ...view, metric }, "push")}
          source={source}
        />
      </div>
      <ParetoTable found={found} column={column} cost={cost} isCurrent={isReady} />
      <div className={isReady ? undefined : styles.awaited} aria-busy={!isReady}>
        {times && setting && (
          <TimeBars
            {...times}
            column={column}
            setting={setting}
            kind={view.bars}
            choose={(bars) => show({ ...view, bars }, "push")}
            source={source}
          />
        )}
      </div>
    </>
  );
}
