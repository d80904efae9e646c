import type { Board } from "../board/board.ts";

/** Of what was withdrawn since a snapshot, what its board rests on. */
export function withdrawnOf<Withdrawn extends { readonly subject: string }>(
  { rows }: Board,
  withdrawn: readonly Withdrawn[],
): Withdrawn[] {
  const shown = new Set(
    rows.flatMap(({ cells }) => Object.values(cells).flatMap(({ resultIds }) => resultIds)),
  );
  return withdrawn.filter(({ subject }) => shown.has(subject));
}
