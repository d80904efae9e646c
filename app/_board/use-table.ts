import { usePathname } from "next/navigation";
import { use } from "react";
import type { BoardTable } from "./board-table.ts";
import { handedTable } from "./handed-tables.ts";
import { unpackTable } from "./packed-table.ts";

/** Of this visit, by address: what is at an address never changes. */
const fetched = new Map<string, Promise<BoardTable>>();

const longestPauseMs = 30_000;

/**
 * The table a page was drawn from. In the browser it is on its way while the page is read already, and a component that
 * asks waits for it; within an Activity it stays as the server drew it until then.
 * @param address what `sendTable` gave
 */
export function useTable(address: string): BoardTable {
  const pathname = usePathname();
  if (typeof window === "undefined") return handedTable(address);
  let table = fetched.get(address);
  if (!table) {
    table = fetchTable(address, pathname);
    fetched.set(address, table);
  }
  return use(table);
}

/**
 * An upload came between page and table: the page of now names the table of now. Should it name this one again, stay.
 * @param pathname of the page, which on the way to it is not yet the browser's own
 */
function loadOnce(address: string, pathname: string): void {
  try {
    if (sessionStorage.getItem("missing-table") === address) return;
    sessionStorage.setItem("missing-table", address);
    if (pathname === location.pathname) location.reload();
    else location.assign(pathname);
  } catch {
    // Storage can be closed (private windows): then nothing would end the reloading.
  }
}

/** Asks until it is answered: without the table a page can still be read, so nobody is told. */
async function fetchTable(address: string, pathname: string): Promise<BoardTable> {
  for (let pauseMs = 1_000; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    const answer = await fetch(address).catch(() => null);
    // An answer may be cut off on its way.
    const packed = answer?.ok ? await answer.json().catch(() => null) : null;
    if (packed !== null) return unpackTable(packed);
    if (answer?.status === 404) loadOnce(address, pathname);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
