import { headColumns } from "#db/derive/board-view/board-head.ts";
import { firstDirection, type SortKey } from "#db/derive/board-view/view.ts";
import { Select } from "../_parts/controls.tsx";
import { factCardLabel, metricLabel } from "./column-labels.ts";
import styles from "./table.module.css";
import type { TableColumns } from "./table-columns.ts";
import type { BoardState } from "./use-board-view.ts";

interface CardOrderProperties {
  readonly state: BoardState;
  readonly columns: TableColumns;
  readonly step: "push" | "replace";
}

/** What cards, which have no headings, are sorted by; shown in their place alone. */
export function CardOrder({ state: { head, view, change }, columns, step }: CardOrderProperties) {
  const metrics = headColumns(head);
  const { aggregation, metrics: shown, facts } = columns;
  const options: { value: SortKey; label: string }[] = [
    { value: "rank", label: aggregation.label },
    { value: "name", label: "Backbone" },
    ...shown.map((column) => ({ value: column.id, label: metricLabel(column) })),
    ...facts.map((column) => ({ value: column.key, label: factCardLabel(column) })),
  ];
  const hidden = options.some(({ value }) => value === view.sort) ? [] : [view.sort];
  return (
    <div className={`${styles.order} needs-script no-print`}>
      <Select
        legend="Sorted by"
        options={[...options, ...hidden.map((value) => ({ value, label: "a column that is not shown" }))]}
        value={view.sort}
        choose={(key) => change({ sort: key, direction: firstDirection(key, metrics) }, step)}
      />
      <button
        type="button"
        aria-pressed={view.direction !== firstDirection(view.sort, metrics)}
        onClick={() => change({ direction: view.direction === "asc" ? "desc" : "asc" }, step)}
      >
        Reverse
      </button>
    </div>
  );
}
