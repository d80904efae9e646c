import Link from "next/link";
import { isProtocolTask, metricFacts, type TaskId, taskFacts } from "#contract";
import type { ComparedCell, Comparison } from "#db/derive/comparison.ts";
import { unitSigns } from "../_parts/units.ts";
import styles from "./compare.module.css";

/** Metrics as rows, backbones as columns; under each number its interval and its difference to the first. */
export function ComparisonTable({ comparison }: { comparison: Comparison }) {
  const { backbones, cohort, rows } = comparison;
  return (
    <table className={styles.table}>
      <caption className="visually-hidden">
        Scores side by side, with the difference to {backbones[0]?.label}
      </caption>
      <thead>
        <tr>
          <th scope="col">Task and metric</th>
          {backbones.map((backbone, index) => (
            <th key={backbone.id} scope="col">
              <Link href={`/backbones/${backbone.id}#${cohort.id}`} prefetch={false}>
                {backbone.label}
              </Link>
              <small>{index === 0 ? "differences are to this one" : `minus ${backbones[0]?.label}`}</small>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ metric: id, cells, best }) => {
          const metric = metricFacts(id);
          return (
            <tr key={id}>
              <th scope="row">
                <TaskName task={metric.task} />
                <small>
                  {metric.name}
                  {unitSigns[metric.unit] && `, ${unitSigns[metric.unit]}`}{" "}
                  <span aria-hidden="true">{metric.better === "higher" ? "↑" : "↓"}</span>
                  <span className="visually-hidden">, {metric.better} is better</span>
                </small>
              </th>
              {cells.map((cell, index) => (
                <ScoreCell
                  key={backbones[index]?.id}
                  compared={cell}
                  digits={metric.digits}
                  leads={leads(cells, cell, metric.better)}
                  best={best}
                />
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
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
function leads(
  cells: Comparison["rows"][number]["cells"],
  own: ComparedCell | null,
  better: "higher" | "lower",
): boolean {
  if (!own) return false;
  const others = cells.filter((other) => other !== null && other !== own);
  const sign = better === "higher" ? 1 : -1;
  return (
    others.length > 0 && others.every((other) => other && sign * (own.cell.value - other.cell.value) > 0)
  );
}

interface CellProperties {
  readonly compared: ComparedCell | null;
  readonly digits: number;
  readonly leads: boolean;
  /** Best of the whole cohort. */
  readonly best: number;
}

function ScoreCell({ compared, digits, leads: leading, best }: CellProperties) {
  if (!compared) return <td>no result</td>;
  const { cell, difference } = compared;
  return (
    <td>
      <span className={leading ? styles.leads : undefined}>{cell.value.toFixed(digits)}</span>
      {leading && <span className="visually-hidden"> the better here</span>}
      {cell.value === best && <small>best of the board</small>}
      {cell.interval && <small>{range(cell.interval, digits)}</small>}
      {difference && (
        <small data-better={difference.better ?? undefined} className={styles.difference}>
          {signed(difference.value, digits)}
          {difference.better !== null && (
            <span className="visually-hidden">{difference.better ? " better" : " worse"}</span>
          )}
          {difference.interval && (
            <>
              {" "}
              ({range(difference.interval, digits)}
              {spansZero(difference.interval) && ", not told apart"})
            </>
          )}
        </small>
      )}
    </td>
  );
}

const spansZero = ([low, high]: readonly [number, number]) => low <= 0 && high >= 0;

function range([low, high]: readonly [number, number], digits: number): string {
  return `${plain(low, digits)} to ${plain(high, digits)}`;
}

/** A number with a real minus sign. */
function plain(value: number, digits: number): string {
  return value.toFixed(digits).replace("-", "−");
}

function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return `±${text}`;
  return `${value < 0 ? "−" : "+"}${text}`;
}
