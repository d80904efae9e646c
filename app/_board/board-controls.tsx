import { type ReactNode, useRef } from "react";
import { categories } from "#contract/tasks";
import {
  aggregationOf,
  aggregations,
  areTasksEqual,
  weightChoices,
} from "#db/derive/board-view/aggregations.ts";
import { type BoardHead, headColumns } from "#db/derive/board-view/board-head.ts";
import { columnGroups } from "#db/derive/board-view/column-groups.ts";
import { type FacetId, facetIds } from "#db/derive/board-view/facets.ts";
import { trainingFacts } from "#db/derive/board-view/training.ts";
import { defaultView, positive } from "#db/derive/board-view/view.ts";
import { AnyOf, OneOf, Select, TrainingFilter } from "../_parts/controls.tsx";
import { DelayedField } from "../_parts/delayed-field.tsx";
import { sentence } from "../_parts/format.ts";
import styles from "./toolbar.module.css";
import { ToolbarMenu, useClosingMenus } from "./toolbar-menu.tsx";
import type { BoardState } from "./use-board-view.ts";
import { facetNames } from "./view-words.ts";

interface ControlProperties {
  readonly state: BoardState;
}

/** The toolbar of a board; without JavaScript it would do nothing, so it is not shown. */
export function BoardControls({ state }: ControlProperties) {
  const { view, change } = state;
  const toolbar = useRef<HTMLDivElement>(null);
  useClosingMenus(toolbar);
  return (
    <div ref={toolbar} className={`${styles.toolbar} needs-script no-print`}>
      <DelayedField
        label="Search"
        type="search"
        placeholder="Search name, data, architecture"
        text={view.query}
        enter={(text) => change({ query: text.trim() }, "replace")}
      />
      <TaskMenu state={state} />
      <TrainingMenu state={state} />
      <FacetMenu state={state} facet="licence" />
      <BudgetMenu state={state} />
      <MoreMenu state={state} />
    </div>
  );
}

const presentCategories = (head: BoardHead) =>
  categories.filter((category) => headColumns(head).some((column) => column.category === category));

function TaskMenu({ state: { head, view, change } }: ControlProperties) {
  const present = presentCategories(head);
  if (present.length < 2) return null;
  return (
    <ToolbarMenu title="Tasks" chosen={view.category} isInForce={view.category !== "all"}>
      <OneOf
        legend="Tasks that are shown and count"
        options={(["all", ...present] as const).map((value) => ({ value, label: sentence(value) }))}
        value={view.category}
        choose={(category) => change({ category })}
      />
    </ToolbarMenu>
  );
}

function TrainingMenu({ state: { view, change } }: ControlProperties) {
  const [first, ...more] = view.trainings;
  const one = first && more.length === 0 ? trainingFacts(first).label.toLowerCase() : null;
  return (
    <ToolbarMenu
      title="Training"
      chosen={one ?? (first ? String(view.trainings.length) : "all")}
      isInForce={first !== undefined}
    >
      <TrainingFilter chosen={view.trainings} choose={(trainings) => change({ trainings })} />
    </ToolbarMenu>
  );
}

/** A fact with more than one value on this board; another would filter nothing. */
const isOffered = ({ facets, rowCount }: BoardHead, facet: FacetId) =>
  rowCount > 1 && facets[facet].length > 1;

function FacetChoice({ state: { head, view, change }, facet }: ControlProperties & { facet: FacetId }) {
  return (
    <AnyOf
      legend={sentence(facetNames[facet])}
      options={head.facets[facet].map(({ id, label, rows }) => ({ value: id, label, remark: rows }))}
      chosen={view.facets[facet]}
      choose={(ids) => change((now) => ({ facets: { ...now.facets, [facet]: ids } }))}
    />
  );
}

function FacetMenu({ state, facet }: ControlProperties & { facet: FacetId }) {
  if (!isOffered(state.head, facet)) return null;
  const chosen = state.view.facets[facet].length;
  return (
    <ToolbarMenu
      title={sentence(facetNames[facet])}
      chosen={chosen > 0 ? String(chosen) : "any"}
      isInForce={chosen > 0}
    >
      <FacetChoice state={state} facet={facet} />
    </ToolbarMenu>
  );
}

/** What a backbone may cost at most. */
function BudgetMenu({ state: { head, view, change } }: ControlProperties) {
  const { rowCount, timedCount } = head;
  if (rowCount < 2) return null;
  const bounds = [
    ...(view.mostMillions === null ? [] : [`${view.mostMillions} M`]),
    ...(view.mostTime === null ? [] : [`× ${view.mostTime}`]),
  ];
  return (
    <ToolbarMenu title="Budget" chosen={bounds.join(", ") || "any"} isInForce={bounds.length > 0}>
      <DelayedField
        label="Parameters at most, M"
        type="number"
        placeholder="Any"
        text={view.mostMillions === null ? "" : String(view.mostMillions)}
        enter={(text) => change({ mostMillions: positive(text) }, "replace")}
      />
      {timedCount > 0 && (
        <DelayedField
          label={`Time at most, × ViT-B/16 (${timedCount} of ${rowCount} timed)`}
          type="number"
          placeholder="Any"
          text={view.mostTime === null ? "" : String(view.mostTime)}
          enter={(text) => change({ mostTime: positive(text) }, "replace")}
        />
      )}
    </ToolbarMenu>
  );
}

/** Facets that have no menu of their own. */
const otherFacets = facetIds.filter((facet) => facet !== "licence");

/** What most readers do without. */
function MoreMenu({ state }: ControlProperties) {
  const { head, view } = state;
  const first = defaultView(head);
  const changed = [
    view.scores !== first.scores,
    ...otherFacets.map((facet) => view.facets[facet].length > 0),
    view.groups.join() !== first.groups.join(),
    view.aggregation !== first.aggregation,
    !areTasksEqual(view.weights, headColumns(head)),
  ].filter(Boolean).length;
  return (
    <ToolbarMenu title="More" chosen={changed > 0 ? String(changed) : ""} isInForce={changed > 0}>
      <ColumnControls state={state} />
      <RankingControls state={state} />
      {otherFacets
        .filter((facet) => isOffered(head, facet))
        .map((facet) => (
          <FacetChoice key={facet} state={state} facet={facet} />
        ))}
    </ToolbarMenu>
  );
}

function ColumnControls({ state: { head, view, change } }: ControlProperties) {
  return (
    <>
      <OneOf
        legend="Scores"
        options={[
          { value: "values", label: "Values" },
          { value: "relative", label: "Relative" },
        ]}
        value={view.scores}
        choose={(scores) => change({ scores })}
      />
      <AnyOf
        legend="Columns; hiding a task changes no rank"
        options={columnGroups(headColumns(head)).map(({ id, label }) => ({ value: id, label }))}
        chosen={view.groups}
        choose={(groups) => change({ groups })}
      />
    </>
  );
}

/** How tasks make one rank. */
function RankingControls({ state: { head, view, change } }: ControlProperties) {
  const present = presentCategories(head);
  const weights = present.map((category) => (
    <Select
      key={category}
      legend={`Weight of ${category}`}
      options={weightChoices.map((weight) => ({ value: String(weight), label: `× ${weight}` }))}
      value={String(view.weights[category])}
      choose={(weight) => change((now) => ({ weights: { ...now.weights, [category]: Number(weight) } }))}
    />
  ));
  return (
    <>
      <Selects>
        <Select
          legend="Tasks put together by"
          options={aggregations.map(({ id, label, order }) => ({
            value: id,
            label: id === order ? label : `${label} (order of ${aggregationOf(order).label.toLowerCase()})`,
          }))}
          value={view.aggregation}
          choose={(aggregation) => change({ aggregation, sort: "rank", direction: "asc" })}
        />
        {present.length > 1 && weights}
      </Selects>
      {present.length > 1 && (
        <p className={styles.note}>
          The tasks of a category share its weight. At first each category weighs as many as it has tasks, so
          every task counts once.
        </p>
      )}
    </>
  );
}

const Selects = ({ children }: { children: ReactNode }) => <div className={styles.selects}>{children}</div>;
