import { notFound } from "next/navigation";
import type { Board } from "#db/derive/board/board.ts";
import type { Cohort } from "#db/derive/board/cohort.ts";
import { isOwnKind } from "#db/derive/board/cohort-kind.ts";
import { board, listCohorts } from "#db/read/queries.ts";

interface ShownBoard {
  readonly board: Board;
  /** Those of the page, the first of them at its shortest address. */
  readonly cohorts: readonly Cohort[];
}

/**
 * The board an address asks for: no segment means the first cohort, one segment a cohort's id, anything else is not
 * found.
 */
export async function shownBoard(segments: readonly string[] = []): Promise<ShownBoard> {
  return boardAmong(await listCohorts(), segments);
}

/** The same where only boards of the protocol's tasks belong: own data has a task that no other board has. */
export async function shownProtocolBoard(segments: readonly string[] = []): Promise<ShownBoard> {
  const cohorts = await listCohorts();
  return boardAmong(
    cohorts.filter(({ kind }) => !isOwnKind(kind)),
    segments,
  );
}

async function boardAmong(cohorts: readonly Cohort[], segments: readonly string[]): Promise<ShownBoard> {
  const asked = segments.length === 0 ? cohorts[0] : cohorts.find((cohort) => cohort.id === segments[0]);
  const shown = asked && segments.length < 2 ? await board(asked.id) : null;
  if (!shown) notFound();
  return { board: shown, cohorts };
}
