import { useState } from "react";

interface Pages<Row> {
  /** From 1. */
  readonly page: number;
  readonly pages: number;
  /** Those of the page. */
  readonly shown: readonly Row[];
  readonly turn: (page: number) => void;
}

/** Rows in pages; which one is no part of the address, since other rows begin with their first again. */
export function usePages<Row>(rows: readonly Row[], rowsAtOnce: number): Pages<Row> {
  const [turned, setTurned] = useState({ rows, page: 1 });
  const page = turned.rows === rows ? turned.page : 1;
  return {
    page,
    pages: Math.max(1, Math.ceil(rows.length / rowsAtOnce)),
    shown: rows.slice((page - 1) * rowsAtOnce, page * rowsAtOnce),
    turn: (next) => setTurned({ rows, page: next }),
  };
}
