import type { ReactNode } from "react";
import { aggregationOf, aggregations, weightChoices } from "#db/derive/board-view/aggregations.ts";
import { type BoardHead, headColumns } from "#db/derive/board-view/board-head.ts";
import { columnGroups } from "#db/derive/board-view/column-groups.ts";
import type { FacetId } from "#db/derive/board-view/facets.ts";
import { type BoardView, positive } from "#db/derive/board-view/view.ts";
import { questionNames } from "#db/derive/choice/question.ts";
import { AnyOf, OneOf, Select, TrainingFilter } from "../_parts/controls.tsx";
import { DelayedField } from "../_parts/delayed-field.tsx";
import { sentence } from "../_parts/format.ts";
import { isOffered, type MenuId, otherFacets, presentCategories } from "./menus.ts";
import styles from "./toolbar.module.css";
import type { BoardState } from "./use-board-view.ts";
import { facetNames } from "./view-words.ts";

interface ChoiceProperties {
  readonly state: BoardState;
}

const choices: Readonly<Record<MenuId, (properties: ChoiceProperties) => ReactNode>> = {
  tasks: TaskChoice,
  training: ({ state: { view, change } }) => (
    <TrainingFilter chosen={view.trainings} choose={(trainings) => change({ trainings })} />
  ),
  licence: ({ state }) => <FacetChoice state={state} facet="licence" />,
  budget: BudgetFields,
  more: MoreChoices,
};

/** What a menu of the toolbar offers; loaded when somebody opens one. */
export default function MenuChoices({ menu, state }: ChoiceProperties & { menu: MenuId }) {
  const Choices = choices[menu];
  return <Choices state={state} />;
}

function TaskChoice({ state: { head, view, change } }: ChoiceProperties) {
  return (
    <OneOf
      legend="Tasks that are shown and count"
      options={(["all", ...presentCategories(head)] as const).map((value) => ({
        value,
        label: sentence(value),
      }))}
      value={view.category}
      choose={(category) => change({ category })}
    />
  );
}

function FacetChoice({ state: { head, view, change }, facet }: ChoiceProperties & { facet: FacetId }) {
  return (
    <AnyOf
      legend={sentence(facetNames[facet])}
      options={head.facets[facet].map(({ id, label, rows }) => ({ value: id, label, remark: rows }))}
      chosen={view.facets[facet]}
      choose={(ids) => change((now) => ({ facets: { ...now.facets, [facet]: ids } }))}
    />
  );
}

/** What a backbone may cost at most. */
function BudgetFields({ state: { head, view, change, snapshotId } }: ChoiceProperties) {
  const { rowCount, countedCount, timedCount } = head;
  const known = (count: number, how: string) => (count < rowCount ? ` (${count} of ${rowCount} ${how})` : "");
  return (
    <>
      {countedCount > 0 && (
        <DelayedField
          label={`GMACs at most${known(countedCount, "counted")}`}
          type="number"
          placeholder="Any"
          text={view.mostGigaMacs === null ? "" : String(view.mostGigaMacs)}
          enter={(text) => change({ mostGigaMacs: positive(text) }, "replace")}
        />
      )}
      <DelayedField
        label="Parameters at most, M"
        type="number"
        placeholder="Any"
        text={view.mostMillions === null ? "" : String(view.mostMillions)}
        enter={(text) => change({ mostMillions: positive(text) }, "replace")}
      />
      {timedCount > 0 && (
        <DelayedField
          label={`Time at most, × ViT-B/16${known(timedCount, "timed")}`}
          type="number"
          placeholder="Any"
          text={view.mostTime === null ? "" : String(view.mostTime)}
          enter={(text) => change({ mostTime: positive(text) }, "replace")}
        />
      )}
      {snapshotId === null && <a href={chooserPath(head, view)}>Choose by memory or milliseconds</a>}
    </>
  );
}

/** Address of the page that asks for every cost, with what is asked here. */
function chooserPath({ cohort }: BoardHead, { mostGigaMacs, mostMillions }: BoardView): string {
  const asked = new URLSearchParams();
  if (mostGigaMacs !== null) asked.set(questionNames.gmacs, String(mostGigaMacs));
  if (mostMillions !== null) asked.set(questionNames.parameters, String(mostMillions));
  return `/choose/${cohort.id}${asked.size > 0 ? `?${asked}` : ""}`;
}

/** What most readers do without. */
function MoreChoices({ state }: ChoiceProperties) {
  return (
    <>
      <ColumnControls state={state} />
      <RankingControls state={state} />
      {otherFacets
        .filter((facet) => isOffered(state.head, facet))
        .map((facet) => (
          <FacetChoice key={facet} state={state} facet={facet} />
        ))}
    </>
  );
}

function ColumnControls({ state: { head, view, change } }: ChoiceProperties) {
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
function RankingControls({ state: { head, view, change } }: ChoiceProperties) {
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
      <div className={styles.selects}>
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
      </div>
      {present.length > 1 && (
        <p className={styles.note}>
          The tasks of a category share its weight. At first each category weighs as many as it has tasks, so
          every task counts once.
        </p>
      )}
    </>
  );
}
