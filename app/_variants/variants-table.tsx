import Link from "next/link";
import { type MetricFacts, metricFacts, taskFacts } from "#contract";
import type { VariantCell, VariantColumn, VariantTable } from "#db/derive/variants/variant-table.ts";
import { signed } from "../_parts/signed.ts";
import { unitSigns } from "../_parts/units.ts";
import { Table } from "../_table/table.tsx";
import styles from "./variants.module.css";

/** Variants as rows, backbones within metrics as columns, as the paper prints its Table 5. */
export function VariantsTable({ table, title }: { table: VariantTable; title: string }) {
  return (
    <Table
      caption={`${title}, with the difference to the default`}
      leastWidth="46rem"
      className={styles.table}
      region={{ lies: true }}
    >
      <thead>
        <tr>
          <th scope="col" rowSpan={2}>
            Readout
          </th>
          <th scope="col" rowSpan={2}>
            Parameters
          </th>
          {metricGroups(table.columns).map(({ metric, span }) => (
            <th key={metric.id} scope="colgroup" colSpan={span}>
              <span>
                {taskFacts(metric.task).label}, {metric.label} {metric.better === "higher" ? "↑" : "↓"}{" "}
                {unitSigns[metric.unit]}
                <span className="visually-hidden"> {metric.better} is better</span>
              </span>
            </th>
          ))}
        </tr>
        <tr>
          {table.columns.map((column) => (
            <th key={`${column.metric} ${column.backboneId}`} scope="col">
              <Link href={`/backbones/${column.backboneId}`} prefetch={false}>
                {column.backboneLabel}
              </Link>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row) => (
          <tr key={row.key}>
            <th scope="row">{row.label}</th>
            <td>{row.relativeParameters === null ? "–" : `${Math.round(row.relativeParameters * 100)} %`}</td>
            {table.columns.map((column, index) => (
              <ScoreCell
                key={`${column.metric} ${column.backboneId}`}
                cell={row.cells[index] ?? null}
                metric={metricFacts(column.metric)}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function ScoreCell({ cell, metric }: { cell: VariantCell | null; metric: MetricFacts }) {
  if (!cell) return <td>–</td>;
  return (
    <td>
      {cell.value.toFixed(metric.digits)}
      {cell.difference !== null && (
        <small data-better={cell.better ?? undefined}>
          {signed(cell.difference, metric.digits)}
          {cell.better !== null && (
            <span className="visually-hidden">{cell.better ? " better" : " worse"}</span>
          )}
        </small>
      )}
    </td>
  );
}

function metricGroups(columns: readonly VariantColumn[]): { metric: MetricFacts; span: number }[] {
  const groups: { metric: MetricFacts; span: number }[] = [];
  for (const column of columns) {
    const last = groups.at(-1);
    if (last?.metric.id === column.metric) last.span += 1;
    else groups.push({ metric: metricFacts(column.metric), span: 1 });
  }
  return groups;
}
