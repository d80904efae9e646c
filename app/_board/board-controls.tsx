import { type Category, categories } from "../_parts/contract-names.ts";
import { Controls, OneOf, Select, TrainingFilter } from "../_parts/controls.tsx";
import { sentence } from "../_parts/format.ts";
import { SearchField } from "../_parts/search-field.tsx";
import { aggregations, weightChoices } from "./aggregate.ts";
import styles from "./board.module.css";
import type { BoardTable } from "./board-table.ts";
import type { BoardView } from "./view.ts";

interface ControlsProperties {
  readonly view: BoardView;
  readonly show: (view: BoardView, step: "push" | "replace") => void;
  readonly table: BoardTable;
}

export function BoardControls({ view, show, table }: ControlsProperties) {
  const present = categories.filter((category) =>
    table.columns.some((column) => column.category === category),
  );
  const options = (["all", ...present] as const).map((value) => ({ value, label: sentence(value) }));
  return (
    <Controls>
      <SearchField query={view.query} search={(query) => show({ ...view, query }, "replace")} />
      {present.length > 1 && (
        <OneOf
          legend="Tasks"
          options={options}
          value={view.category}
          choose={(category) => show({ ...view, category }, "push")}
        />
      )}
      <TrainingFilter chosen={view.trainings} choose={(trainings) => show({ ...view, trainings }, "push")} />
      <RankingControls present={present} view={view} show={show} />
    </Controls>
  );
}

type RankingProperties = Pick<ControlsProperties, "view" | "show"> & {
  readonly present: readonly Category[];
};

/** How tasks make one rank; folded away, since mean rank with equal weights suits most. */
function RankingControls({ present, view, show }: RankingProperties) {
  return (
    <details className={styles.ranking}>
      <summary>Ranking rule</summary>
      <div>
        <Select
          legend="Tasks put together by"
          options={aggregations.map(({ id, label }) => ({ value: id, label }))}
          value={view.aggregation}
          choose={(aggregation) => show({ ...view, aggregation, sort: "rank", direction: "asc" }, "push")}
        />
        {present.length > 1 &&
          present.map((category) => (
            <Select
              key={category}
              legend={`Weight of ${category}`}
              options={weightChoices.map((weight) => ({ value: String(weight), label: `× ${weight}` }))}
              value={String(view.weights[category])}
              choose={(weight) =>
                show({ ...view, weights: { ...view.weights, [category]: Number(weight) } }, "push")
              }
            />
          ))}
      </div>
    </details>
  );
}
