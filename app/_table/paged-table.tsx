"use client";

import { useState } from "react";
import { pageRows } from "#db/derive/board-view/page-rows.ts";
import { Pager } from "../_parts/pager.tsx";
import { DataTable, type RowsProperties } from "./data-table.tsx";

/** As `DataTable`, in pages; which one is no part of the address, since other views have other rows. */
export function PagedTable<Row>({ rows, ...table }: RowsProperties<Row>) {
  const [turned, setTurned] = useState({ rows, page: 1 });
  const page = turned.rows === rows ? turned.page : 1;
  return (
    <>
      <DataTable {...table} rows={rows.slice((page - 1) * pageRows, page * pageRows)} />
      <Pager
        page={page}
        pages={Math.max(1, Math.ceil(rows.length / pageRows))}
        turn={(next) => setTurned({ rows, page: next })}
      />
    </>
  );
}
