import Link from "next/link";
import type { Board, BoardRow } from "#db/derive/board/board.ts";
import { type FactColumn, factColumns } from "#db/derive/board-view/fact-columns.ts";
import { type Column, DataTable } from "../_table/data-table.tsx";
import styles from "./compare.module.css";
import { leastWidth } from "./view.ts";

/** What the backbones are and cost, as the board's columns have it: facts as rows, backbones as columns. */
export function FactsTable({ board, chosen }: { board: Board; chosen: readonly string[] }) {
  const rows = chosen.flatMap((id) => board.rows.filter(({ backbone }) => backbone.id === id));
  return (
    <DataTable
      caption="What the backbones cost and are"
      leastWidth={leastWidth(rows.length)}
      isRuled
      className={styles.table}
      rows={factColumns([], board)}
      keyOf={({ key }) => key}
      columns={[
        { heading: "Fact", cell: (fact) => <FactName fact={fact} /> },
        ...rows.map(
          (row): Column<FactColumn> => ({
            id: row.backbone.id,
            heading: (
              <Link href={`/backbones/${row.backbone.id}`} prefetch={false}>
                {row.backbone.label}
              </Link>
            ),
            cell: (fact) => <Fact fact={fact} row={row} />,
          }),
        ),
      ]}
    />
  );
}

function FactName({ fact: { label, name, unit } }: { fact: FactColumn }) {
  return (
    <>
      {label}
      {unit && `, ${unit}`}
      {name && <small>{name}</small>}
    </>
  );
}

function Fact({ fact, row }: { fact: FactColumn; row: BoardRow }) {
  const remark = fact.remark?.(row);
  return (
    <>
      {fact.text(row) ?? "not known"}
      {remark && <small>{remark}</small>}
    </>
  );
}
