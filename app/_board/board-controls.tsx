import { categories } from "../_parts/contract-names.ts";
import { Controls, OneOf, TrainingFilter } from "../_parts/controls.tsx";
import { sentence } from "../_parts/format.ts";
import { SearchField } from "../_parts/search-field.tsx";
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
    </Controls>
  );
}
