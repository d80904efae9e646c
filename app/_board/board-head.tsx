import type { Aggregation, AggregationId } from "#db/derive/board-view/aggregations.ts";
import type { MetricColumn } from "#db/derive/board-view/columns.ts";
import type { BoardView, SortKey } from "#db/derive/board-view/view.ts";
import { unitSigns } from "../_parts/units.ts";
import { metricWords } from "./column-labels.ts";
import styles from "./table.module.css";
import type { TableColumns } from "./table-columns.ts";

interface HeadProperties {
  readonly columns: TableColumns;
  /** How many tasks count. */
  readonly counted: number;
  readonly view: BoardView;
  readonly sortBy: (key: SortKey) => void;
  readonly rankBy: (rule: AggregationId) => void;
}

/** Three rows of headings: category or kind of fact, task, metric; the lowest of each column sorts. */
export function BoardHead({
  columns: { metrics, rules, facts, aggregation },
  counted,
  view,
  sortBy,
  rankBy,
}: HeadProperties) {
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
          remark={counted > 1 ? "# without one task" : undefined}
          {...sort("rank")}
          sorted={figureDirection(aggregation, view)}
        />
        <GroupHeadings groups={metrics.map(({ category }) => ({ name: category }))} />
        <GroupHeadings groups={rules.map(() => ({ name: "Other figures over all tasks" }))} rowSpan={2} />
        <GroupHeadings groups={facts.map(({ groupLabel }) => ({ name: groupLabel }))} rowSpan={2} />
      </tr>
      <tr className={styles.tasks}>
        <GroupHeadings
          groups={metrics.map(({ taskShort, taskLabel }) => ({ name: taskShort, title: taskLabel }))}
        />
      </tr>
      <tr className={styles.metrics}>
        {metrics.map((column) => (
          <SortHeading
            key={column.id}
            className={styles.score}
            {...metricHeading(column, view.scores)}
            {...sort(column.id)}
            sorted={shownDirection(column, view)}
          />
        ))}
        {rules.map(({ id, label, better, order }) => (
          <SortHeading
            key={id}
            label={label}
            name={`${better} is better; ${order === aggregation.order ? "the same order on another scale" : "ranks by it"}`}
            sorted={null}
            sortBy={() => rankBy(id)}
          />
        ))}
        {facts.map(({ key, holds, label, name, unit }) => (
          <SortHeading
            key={key}
            className={holds === "words" ? styles.words : undefined}
            label={label}
            name={name}
            unit={unit}
            {...sort(key)}
          />
        ))}
      </tr>
    </thead>
  );
}

function metricHeading(column: MetricColumn, scores: BoardView["scores"]) {
  const words = { label: column.label, name: metricWords(column, scores) };
  if (scores === "relative") return { ...words, better: "higher" } as const;
  return { ...words, unit: unitSigns[column.unit], better: column.better };
}

/** Ranks rise where a higher-is-better figure falls. */
function figureDirection({ better }: Aggregation, { sort, direction }: BoardView): "asc" | "desc" | null {
  if (sort !== "rank") return null;
  return better === "lower" ? direction : opposite(direction);
}

const opposite = (direction: "asc" | "desc") => (direction === "asc" ? "desc" : "asc");

/** Relative scores of a lower-is-better metric rise where its values fall. */
function shownDirection({ id, better }: MetricColumn, view: BoardView): "asc" | "desc" | null {
  if (view.sort !== id) return null;
  if (view.scores === "values" || better === "higher") return view.direction;
  return opposite(view.direction);
}

interface GroupHeading {
  readonly name: string;
  /** The whole name, where this is a short one. */
  readonly title?: string;
}

/** One heading over each run of equal names. */
function GroupHeadings({ groups, rowSpan }: { groups: readonly GroupHeading[]; rowSpan?: number }) {
  const runs: (GroupHeading & { span: number })[] = [];
  for (const group of groups) {
    const last = runs.at(-1);
    if (last?.name === group.name) last.span += 1;
    else runs.push({ ...group, span: 1 });
  }
  return runs.map(({ name, title, span }) => (
    <th key={name} colSpan={span} rowSpan={rowSpan} scope="colgroup">
      <span title={title}>{name}</span>
    </th>
  ));
}

interface SortHeadingProperties {
  readonly label: string;
  /** What the label stands for, in words; read out after it. */
  readonly name: string;
  readonly unit?: string;
  readonly better?: "higher" | "lower";
  /** What stands under the column's numbers. */
  readonly remark?: string | undefined;
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
  remark,
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
        {remark && (
          <small className={styles.remark} aria-hidden="true">
            {remark}
          </small>
        )}
        {name && <span className="visually-hidden">, {name}</span>}
      </button>
    </th>
  );
}
