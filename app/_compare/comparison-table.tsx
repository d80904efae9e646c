import Link from "next/link";
import { isProtocolTask, type MetricFacts, metricFacts, type TaskId, taskFacts } from "#contract";
import type { ComparedCell, Comparison } from "#db/derive/comparison.ts";
import { signed } from "../_parts/signed.ts";
import { unitSigns } from "../_parts/units.ts";
import { Better } from "../_table/better.tsx";
import { type Column, DataTable } from "../_table/data-table.tsx";
import styles from "./compare.module.css";
import { leastWidth } from "./view.ts";

type ComparedRow = Comparison["rows"][number];

/** Metrics as rows, backbones as columns; under each number its interval and its difference to the first. */
export function ComparisonTable({ comparison: { backbones, cohort, rows } }: { comparison: Comparison }) {
  const [base] = backbones;
  return (
    <DataTable
      caption={`Scores side by side and their difference to ${base?.label}`}
      leastWidth={leastWidth(backbones.length)}
      isRuled
      className={styles.table}
      rows={rows}
      keyOf={({ metric }) => metric}
      columns={[
        { heading: "Task and metric", cell: ({ metric }) => <MetricName metric={metricFacts(metric)} /> },
        ...backbones.map(
          ({ id, label }, index): Column<ComparedRow> => ({
            id,
            heading: (
              <>
                <Link href={`/backbones/${id}#${cohort.id}`} prefetch={false}>
                  {label}
                </Link>
                <small>{index === 0 ? "differences are to this one" : `minus ${base?.label}`}</small>
              </>
            ),
            cell: (row) => <ScoreCell row={row} compared={row.cells[index] ?? null} />,
          }),
        ),
      ]}
    />
  );
}

function MetricName({ metric }: { metric: MetricFacts }) {
  return (
    <>
      <TaskName task={metric.task} />
      <small>
        {metric.name}
        {unitSigns[metric.unit] && `, ${unitSigns[metric.unit]}`} <Better direction={metric.better} />
      </small>
    </>
  );
}

/** With its page, which the protocol's tasks have. */
function TaskName({ task }: { task: TaskId }) {
  const { label } = taskFacts(task);
  if (!isProtocolTask(task)) return label;
  return (
    <Link href={`/tasks/${task}`} prefetch={false}>
      {label}
    </Link>
  );
}

/** Is the number the better of those shown, alone? */
function leads(cells: ComparedRow["cells"], own: ComparedCell | null, better: "higher" | "lower"): boolean {
  if (!own) return false;
  const others = cells.filter((other) => other !== null && other !== own);
  const sign = better === "higher" ? 1 : -1;
  return (
    others.length > 0 && others.every((other) => other && sign * (own.cell.value - other.cell.value) > 0)
  );
}

function ScoreCell({ row, compared }: { row: ComparedRow; compared: ComparedCell | null }) {
  if (!compared) return "no result";
  const { digits, better } = metricFacts(row.metric);
  const { cell, difference } = compared;
  const leading = leads(row.cells, compared, better);
  return (
    <>
      <span className={leading ? styles.leads : undefined}>{cell.value.toFixed(digits)}</span>
      {leading && <span className="visually-hidden"> the better here</span>}
      {cell.value === row.best && <small>best of the board</small>}
      {cell.interval && <small>{range(cell.interval, digits)}</small>}
      {difference && (
        <small data-better={difference.better ?? undefined} className={styles.difference}>
          {signed(difference.value, digits)}
          {difference.better !== null && (
            <span className="visually-hidden">{difference.better ? " better" : " worse"}</span>
          )}
          {difference.uncertainty && (
            <>
              {" "}
              ({range(difference.uncertainty.interval, digits)}
              {difference.uncertainty.toldApart === false && ", not told apart"})
            </>
          )}
        </small>
      )}
    </>
  );
}

function range([low, high]: readonly [number, number], digits: number): string {
  return `${plain(low, digits)} to ${plain(high, digits)}`;
}

/** A number with a real minus sign. */
function plain(value: number, digits: number): string {
  return value.toFixed(digits).replace("-", "−");
}
