import type { SpeedSetting } from "#db/board-types.ts";
import { unitSigns, unitWords } from "../_parts/units.ts";
import type { Aggregation } from "./aggregate.ts";
import styles from "./board.module.css";
import type { MetricColumn } from "./board-table.ts";
import type { BoardView, SortKey } from "./view.ts";

interface HeadProperties {
  readonly columns: readonly MetricColumn[];
  readonly view: BoardView;
  readonly aggregation: Aggregation;
  readonly sortBy: (key: SortKey) => void;
  /** Of the column of times; undefined: nobody has measured any. */
  readonly speedSetting: SpeedSetting | undefined;
}

const facts = [
  { key: "parameters", label: "Params", name: "parameters in millions", unit: "M" },
  { key: "input", label: "Input", name: "side of the input image in pixels", unit: "px" },
  { key: "features", label: "Features", name: "rows, columns and channels of the feature volume", unit: "" },
] as const;

/** Three rows of headings: category, task, metric; the last one sorts. */
export function BoardHead({ columns, view, aggregation, sortBy, speedSetting }: HeadProperties) {
  const sort = (key: SortKey) => ({
    sorted: view.sort === key ? view.direction : null,
    sortBy: () => sortBy(key),
  });
  return (
    <thead>
      <tr className={styles.categories}>
        <th className={styles.rank} rowSpan={3} scope="col">
          <abbr title="rank">#</abbr>
        </th>
        <SortHeading className={styles.name} label="Backbone" name="" rowSpan={3} {...sort("name")} />
        <SortHeading
          className={styles.mean}
          label={aggregation.label}
          name={`${aggregation.better} is better`}
          rowSpan={3}
          {...sort("rank")}
        />
        {groups(columns, (column) => column.category).map(({ name, span }) => (
          <th key={name} colSpan={span} scope="colgroup">
            <span>{name}</span>
          </th>
        ))}
        {facts.map(({ key, ...words }) => (
          <SortHeading key={key} className={styles[key]} rowSpan={3} {...words} {...sort(key)} />
        ))}
        {speedSetting && (
          <SortHeading
            label="Time"
            name={`time of the backbone relative to ViT-B/16 at 224 pixels, on ${speedSetting.label}`}
            unit={`× on ${speedSetting.device}`}
            rowSpan={3}
            {...sort("time")}
          />
        )}
      </tr>
      <tr className={styles.tasks}>
        {groups(columns, (column) => column.taskLabel).map(({ name, span }) => (
          <th key={name} colSpan={span} scope="colgroup">
            <span>{name}</span>
          </th>
        ))}
      </tr>
      <tr className={styles.metrics}>
        {columns.map((column) => (
          <SortHeading
            key={column.id}
            label={column.label}
            name={`${column.name}, ${unitWords[column.unit]}, ${column.better} is better`}
            unit={unitSigns[column.unit]}
            better={column.better}
            {...sort(column.id)}
          />
        ))}
      </tr>
    </thead>
  );
}

interface SortHeadingProperties {
  readonly label: string;
  /** What the label stands for, in words; read out after it. */
  readonly name: string;
  readonly unit?: string;
  readonly better?: "higher" | "lower";
  readonly sorted: "asc" | "desc" | null;
  readonly sortBy: () => void;
  readonly rowSpan?: number;
  readonly className?: string | undefined;
}

function SortHeading({
  label,
  name,
  unit,
  better,
  sorted,
  sortBy,
  rowSpan,
  className,
}: SortHeadingProperties) {
  const order = sorted === "asc" ? "ascending" : "descending";
  return (
    <th scope="col" rowSpan={rowSpan} className={className} aria-sort={sorted ? order : undefined}>
      <button type="button" onClick={sortBy} title={name || undefined} data-sorted={sorted ?? undefined}>
        {label}
        {better && <span aria-hidden="true">{better === "higher" ? "↑" : "↓"}</span>}
        {unit && <small aria-hidden="true">{unit}</small>}
        {name && <span className="visually-hidden">, {name}</span>}
      </button>
    </th>
  );
}

function groups(columns: readonly MetricColumn[], nameOf: (column: MetricColumn) => string) {
  const found: { name: string; span: number }[] = [];
  for (const column of columns) {
    const last = found.at(-1);
    if (last?.name === nameOf(column)) last.span += 1;
    else found.push({ name: nameOf(column), span: 1 });
  }
  return found;
}
