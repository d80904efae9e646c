"use client";

import { pageRows } from "#db/derive/board-view/page-rows.ts";
import { Pager } from "../_parts/pager.tsx";
import { DataTable, type RowsProperties } from "./data-table.tsx";
import { usePages } from "./use-pages.ts";

/** As `DataTable`, in pages. */
export function PagedTable<Row>({ rows, ...table }: RowsProperties<Row>) {
  const { shown, pager } = usePages(rows, pageRows);
  return (
    <>
      <DataTable {...table} rows={shown} />
      <Pager {...pager} />
    </>
  );
}
