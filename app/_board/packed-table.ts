import type { BackboneRow, BoardTable, Score } from "./board-table.ts";

/**
 * A table on its way to the browser: a list for each figure of a column instead of an object for each score, whose names
 * would be most of a long board's page.
 */
export interface PackedTable extends Omit<BoardTable, "rows"> {
  readonly rows: readonly Omit<BackboneRow, "scores">[];
  /** In the order of `columns`. */
  readonly scores: readonly PackedColumn[];
}

/** Of each row in turn; null where it has no such figure. */
interface PackedColumn {
  readonly values: readonly (number | null)[];
  readonly sources: readonly (Score["source"] | null)[];
  readonly seeds: readonly (number | null)[];
  readonly intervals: PackedRanges;
  readonly rankIntervals: PackedRanges;
}

/** Low and high ends of each row's range; null where no row has one. */
type PackedRanges = readonly [readonly (number | null)[], readonly (number | null)[]] | null;

/** Values as they are, since ranks depend on them; ends of intervals, which are read alone, to nine significant digits. */
export function packTable({ rows, ...table }: BoardTable): PackedTable {
  return {
    ...table,
    rows: rows.map(({ scores: _, ...facts }) => facts),
    scores: table.columns.map(({ id }) => {
      const each = <Figure>(pick: (score: Score) => Figure) =>
        rows.map(({ scores: { [id]: score } }) => (score ? pick(score) : null));
      return {
        values: each(({ value }) => value),
        sources: each(({ source }) => source),
        seeds: each(({ seeds }) => seeds),
        intervals: packRanges(each(({ interval }) => interval)),
        rankIntervals: packRanges(each(({ rankInterval }) => rankInterval)),
      };
    }),
  };
}

function packRanges(ranges: readonly (readonly [number, number] | null)[]): PackedRanges {
  if (ranges.every((range) => range === null)) return null;
  const ends = (place: 0 | 1) => ranges.map((range) => range && Number(range[place].toPrecision(9)));
  return [ends(0), ends(1)];
}

export function unpackTable({ rows, scores: packed, ...table }: PackedTable): BoardTable {
  return {
    ...table,
    rows: rows.map((facts, place) => {
      const scores: BackboneRow["scores"] = {};
      table.columns.forEach(({ id }, index) => {
        const column = packed[index];
        const score = column ? scoreAt(column, place) : null;
        if (score) scores[id] = score;
      });
      return { ...facts, scores };
    }),
  };
}

function scoreAt(
  { values, sources, seeds, intervals, rankIntervals }: PackedColumn,
  place: number,
): Score | null {
  const value = values[place] ?? null;
  const source = sources[place] ?? null;
  const seedCount = seeds[place] ?? null;
  if (value === null || source === null || seedCount === null) return null;
  const interval = rangeAt(intervals, place);
  const rankInterval = rangeAt(rankIntervals, place);
  return { value, source, seeds: seedCount, interval, rankInterval };
}

function rangeAt(ranges: PackedRanges, place: number): readonly [number, number] | null {
  if (ranges === null) return null;
  const low = ranges[0][place] ?? null;
  const high = ranges[1][place] ?? null;
  return low === null || high === null ? null : [low, high];
}
