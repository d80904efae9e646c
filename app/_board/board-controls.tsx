import type { ReactNode } from "react";
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
import { positive } from "#db/derive/board-view/view.ts";
import { AnyOf, ChoiceStrip, Controls, OneOf, Select, TrainingFilter } from "../_parts/controls.tsx";
import { DelayedField } from "../_parts/delayed-field.tsx";
import { sentence } from "../_parts/format.ts";
import styles from "./board.module.css";
import type { BoardState } from "./use-board-view.ts";
import { facetNames, filterWords } from "./view-words.ts";

export function BoardControls({ state }: { state: BoardState }) {
  const { view, change } = state;
  const present = presentCategories(state.head);
  const options = (["all", ...present] as const).map((value) => ({ value, label: sentence(value) }));
  return (
    <Controls>
      <DelayedField
        label="Search"
        type="search"
        placeholder="Name, data, architecture"
        text={view.query}
        enter={(text) => change({ query: text.trim() }, "replace")}
      />
      <ChoiceStrip>
        {present.length > 1 && (
          <OneOf
            legend="Tasks"
            options={options}
            value={view.category}
            choose={(category) => change({ category })}
          />
        )}
        <TrainingFilter chosen={view.trainings} choose={(trainings) => change({ trainings })} />
        <OneOf
          legend="Scores"
          options={[
            { value: "values", label: "Values" },
            { value: "relative", label: "Relative" },
          ]}
          value={view.scores}
          choose={(scores) => change({ scores })}
        />
      </ChoiceStrip>
      <div className={styles.panels}>
        <FilterControls state={state} />
        <ColumnControls state={state} />
        <RankingControls state={state} />
      </div>
    </Controls>
  );
}

const presentCategories = (head: BoardHead) =>
  categories.filter((category) => headColumns(head).some((column) => column.category === category));

/** Controls that most readers do without, folded away; one panel at a time, so the table stays near. */
function Panel({ title, remark, children }: { title: string; remark: string; children: ReactNode }) {
  return (
    <details className={styles.panel} name="board-controls">
      <summary>
        {title}
        {remark && <small> {remark}</small>}
      </summary>
      <div>{children}</div>
    </details>
  );
}

/** Facts with more than one value on this board; the rest would filter nothing. */
function FilterControls({ state: { head, view, change } }: { state: BoardState }) {
  const { facets, rowCount, timedCount } = head;
  const offered = facetIds.filter((facet) => facets[facet].length > 1);
  const inForce = filterWords({ ...view, trainings: [], query: "" }, facets).length;
  if (rowCount < 2) return null;
  const choose = (facet: FacetId, ids: readonly string[]) =>
    change((now) => ({ facets: { ...now.facets, [facet]: ids } }));
  return (
    <Panel title="Filters" remark={inForce > 0 ? `${inForce} in force` : ""}>
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
      {offered.map((facet) => (
        <AnyOf
          key={facet}
          legend={sentence(facetNames[facet])}
          options={facets[facet].map(({ id, label, rows }) => ({ value: id, label, remark: rows }))}
          chosen={view.facets[facet]}
          choose={(ids) => choose(facet, ids)}
        />
      ))}
    </Panel>
  );
}

function ColumnControls({ state: { head, view, change } }: { state: BoardState }) {
  const groups = columnGroups(headColumns(head));
  const hidden = groups.filter(({ id }) => !view.groups.includes(id)).length;
  return (
    <Panel title="Columns" remark={hidden > 0 ? `${hidden} hidden` : ""}>
      <AnyOf
        legend="Shown; hiding a task changes no rank"
        options={groups.map(({ id, label }) => ({ value: id, label }))}
        chosen={view.groups}
        choose={(groups) => change({ groups })}
      />
    </Panel>
  );
}

/** How tasks make one rank. */
function RankingControls({ state }: { state: BoardState }) {
  const { view, change } = state;
  const present = presentCategories(state.head);
  const rule = aggregationOf(view.aggregation).label.toLowerCase();
  const weighted = areTasksEqual(view.weights, headColumns(state.head)) ? "" : ", weighted";
  return (
    <Panel title="Ranking rule" remark={`${rule}${weighted}`}>
      <Select
        legend="Tasks put together by"
        options={aggregations.map(({ id, label, order }) => ({
          value: id,
          label: id === order ? label : `${label} (order of ${aggregationOf(order).label.toLowerCase()})`,
        }))}
        value={view.aggregation}
        choose={(aggregation) => change({ aggregation, sort: "rank", direction: "asc" })}
      />
      {present.length > 1 &&
        present.map((category) => (
          <Select
            key={category}
            legend={`Weight of ${category}`}
            options={weightChoices.map((weight) => ({ value: String(weight), label: `× ${weight}` }))}
            value={String(view.weights[category])}
            choose={(weight) =>
              change((now) => ({ weights: { ...now.weights, [category]: Number(weight) } }))
            }
          />
        ))}
      {present.length > 1 && (
        <p>
          The tasks of a category share its weight. At first each category weighs as many as it has tasks, so
          every task counts once.
        </p>
      )}
    </Panel>
  );
}
