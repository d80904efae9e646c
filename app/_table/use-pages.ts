import { useState } from "react";

/** Rows a page at a time; which page is no part of the address, since other views have other rows. Other rows begin at the first. */
export function usePages<Row>(rows: readonly Row[], atOnce: number) {
  const [turned, setTurned] = useState({ rows, page: 1 });
  const page = turned.rows === rows ? turned.page : 1;
  return {
    shown: rows.slice((page - 1) * atOnce, page * atOnce),
    pager: {
      page,
      pages: Math.max(1, Math.ceil(rows.length / atOnce)),
      turn: (next: number) => setTurned({ rows, page: next }),
    },
  };
}
