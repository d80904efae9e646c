import type { Aggregation, AggregationId } from "#db/derive/board-view/aggregations.ts";
import type { MetricColumn } from "#db/derive/board-view/columns.ts";
import type { BoardView, SortKey } from "#db/derive/board-view/view.ts";
import { unitSigns, unitWords } from "../_parts/units.ts";
import styles from "./table.module.css";
import type { TableColumns } from "./table-columns.ts";

interface HeadProperties {
  readonly columns: TableColumns;
  readonly view: BoardView;
  readonly sortBy: (key: SortKey) => void;
  readonly rankBy: (rule: AggregationId) => void;
}

/** Three rows of headings: category or kind of fact, task, metric; the lowest of each column sorts. */
export function BoardHead({
  columns: { metrics, rules, facts, aggregation },
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
          {...sort("rank")}
          sorted={figureDirection(aggregation, view)}
        />
        <GroupHeadings names={metrics.map(({ category }) => category)} />
        <GroupHeadings names={rules.map(() => "Other figures over all tasks")} />
        <GroupHeadings names={facts.map(({ groupLabel }) => groupLabel)} />
      </tr>
      <tr className={styles.tasks}>
        <GroupHeadings names={metrics.map(({ taskLabel }) => taskLabel)} />
        {rules.map(({ id, label, better, order }) => (
          <SortHeading
            key={id}
            label={label}
            name={`${better} is better; ${order === aggregation.order ? "the same order on another scale" : "ranks by it"}`}
            rowSpan={2}
            sorted={null}
            sortBy={() => rankBy(id)}
          />
        ))}
        {facts.map(({ key, group, label, name, unit }) => (
          <SortHeading
            key={key}
            className={group === "identity" ? styles.words : undefined}
            label={label}
            name={name}
            unit={unit}
            rowSpan={2}
            {...sort(key)}
          />
        ))}
      </tr>
      <tr className={styles.metrics}>
        {metrics.map((column) => (
          <SortHeading
            key={column.id}
            {...metricWords(column, view.scores)}
            {...sort(column.id)}
            sorted={shownDirection(column, view)}
          />
        ))}
      </tr>
    </thead>
  );
}

function metricWords({ label, name, unit, better }: MetricColumn, scores: BoardView["scores"]) {
  if (scores === "relative") {
    return { label, name: `${name}, relative, higher is better`, better: "higher" } as const;
  }
  return {
    label,
    name: `${name}, ${unitWords[unit]}, ${better} is better`,
    unit: unitSigns[unit],
    better,
  } as const;
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

/** One heading over each run of equal names. */
function GroupHeadings({ names }: { names: readonly string[] }) {
  const runs: { name: string; span: number }[] = [];
  for (const name of names) {
    const last = runs.at(-1);
    if (last?.name === name) last.span += 1;
    else runs.push({ name, span: 1 });
  }
  return runs.map(({ name, span }) => (
    <th key={name} colSpan={span} scope="colgroup">
      <span>{name}</span>
    </th>
  ));
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
