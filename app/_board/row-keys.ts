import { type RefObject, useEffect } from "react";

/** What has a row's focus one after the other: its name, its pin, its numbers. */
const stops = "a, button";

/** How far each key goes in the rows, then in the row. */
const steps: Readonly<Record<string, readonly [rows: number, places: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  Home: [0, Number.NEGATIVE_INFINITY],
  End: [0, Number.POSITIVE_INFINITY],
};

const stopsOf = (row: Element | null | undefined) => [...(row?.querySelectorAll<HTMLElement>(stops) ?? [])];

/** The same kind of stop in the same column of another row; its name where it has none. */
function sameColumn(from: HTMLElement, row: Element): HTMLElement | undefined {
  const cell = from.closest<HTMLTableCellElement>("td, th");
  const own = stopsOf(row);
  const inColumn = own.filter(
    (stop) => stop.closest<HTMLTableCellElement>("td, th")?.cellIndex === cell?.cellIndex,
  );
  return inColumn.find(({ tagName }) => tagName === from.tagName) ?? own[0];
}

function neighbour(from: HTMLElement, key: string): HTMLElement | undefined {
  const step = steps[key];
  const row = from.closest("tr");
  if (!step || !row) return undefined;
  const [rows, places] = step;
  if (rows !== 0) {
    const other = rows < 0 ? row.previousElementSibling : row.nextElementSibling;
    return other ? sameColumn(from, other) : undefined;
  }
  const own = stopsOf(row);
  return own[Math.max(0, Math.min(own.length - 1, own.indexOf(from) + places))];
}

/** The one stop that Tab finds among the rows: where the focus was last, else the first. */
function setTabStop(body: HTMLElement, wanted: HTMLElement | null): void {
  const all = stopsOf(body);
  const before = all.find((stop) => stop.getAttribute("tabindex") === "0");
  const current = [wanted, before].find((one) => one && all.includes(one)) ?? all[0];
  for (const stop of all) stop.tabIndex = stop === current ? 0 : -1;
}

/**
 * Rows of links and buttons as one stop of the Tab key, in which arrow keys, Home and End go from one to the next: of a page
 * of thirty rows there are hundreds. Without scripts each stays a stop of its own.
 *
 * @param frame around one table
 * @param rows changes whenever other rows are drawn
 */
export function useRowKeys(frame: RefObject<HTMLElement | null>, rows: unknown): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: new rows are stops of their own until this has run
  useEffect(() => {
    const body = frame.current?.querySelector("tbody");
    if (!body) return;
    const focused = () => (document.activeElement instanceof HTMLElement ? document.activeElement : null);
    const enter = () => setTabStop(body, focused());
    const press = (event: KeyboardEvent) => {
      const from = focused();
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || !from) return;
      const target = neighbour(from, event.key);
      if (!target) return;
      event.preventDefault();
      target.focus();
    };
    enter();
    body.addEventListener("focusin", enter);
    body.addEventListener("keydown", press);
    return () => {
      body.removeEventListener("focusin", enter);
      body.removeEventListener("keydown", press);
    };
  }, [frame, rows]);
}
