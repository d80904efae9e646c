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
      <Select
        legend="Tasks put together by"
        options={aggregations.map(({ id, label }) => ({ value: id, label }))}
        value={view.aggregation}
        choose={(aggregation) => show({ ...view, aggregation, sort: "rank", direction: "asc" }, "push")}
      />
      <TrainingFilter chosen={view.trainings} choose={(trainings) => show({ ...view, trainings }, "push")} />
      {present.length > 1 && <WeightControls present={present} view={view} show={show} />}
    </Controls>
  );
}

type WeightProperties = Pick<ControlsProperties, "view" | "show"> & { readonly present: readonly Category[] };

/** How much each task of a category counts in the ranking; folded away, since equal weights suit most. */
function WeightControls({ present, view, show }: WeightProperties) {
  return (
    <details className={styles.weights}>
      <summary>Weights</summary>
      <div>
        {present.map((category) => (
          <Select
            key={category}
            legend={sentence(category)}
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
