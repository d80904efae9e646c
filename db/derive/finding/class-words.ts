import { type Category, categories, type MetricId } from "#contract/tasks";
import type { BoardRow } from "../board/board.ts";
import { mainColumns, metricColumn } from "../board-view/columns.ts";
import { type Training, trainingFacts, trainingOf, trainings } from "../board-view/training.ts";
import { list } from "../list-words.ts";
import { categoryNouns, numberWord } from "./task-phrases.ts";

/** A mean over one backbone says nothing of a way to train. */
const fewestMembers = 2;

interface MeanScore {
  readonly low: number;
  readonly value: number;
  readonly high: number;
}

/** Of the rows that have a number; its ends are the means of theirs, as if all erred in one direction. */
function meanScore(rows: readonly BoardRow[], metric: MetricId): MeanScore | null {
  const cells = rows.flatMap(({ cells }) => cells[metric] ?? []);
  if (cells.length < fewestMembers) return null;
  const mean = (of: (cell: (typeof cells)[number]) => number) =>
    Number((cells.reduce((sum, cell) => sum + of(cell), 0) / cells.length).toPrecision(12));
  return {
    low: mean(({ interval, value }) => interval?.[0] ?? value),
    value: mean(({ value }) => value),
    high: mean(({ interval, value }) => interval?.[1] ?? value),
  };
}

/** 1: the first group's mean is better, beyond what the intervals leave open; -1: worse; 0: neither can be said. */
function standing(a: readonly BoardRow[], b: readonly BoardRow[], metric: MetricId): -1 | 0 | 1 {
  const [ofA, ofB] = [meanScore(a, metric), meanScore(b, metric)];
  if (!ofA || !ofB) return 0;
  const sign = metricColumn(metric).better === "higher" ? 1 : -1;
  if (ofA.low > ofB.high) return sign > 0 ? 1 : -1;
  return ofA.high < ofB.low ? (sign > 0 ? -1 : 1) : 0;
}

interface Group {
  readonly training: Training;
  readonly rows: readonly BoardRow[];
}

/** The two ways to train that most of the rows have, baselines aside; null where there are no two with enough rows. */
function largestGroups(rows: readonly BoardRow[]): readonly [Group, Group] | null {
  const groups = trainings
    .filter(({ id }) => id !== "baseline")
    .map(({ id }) => ({
      training: id,
      rows: rows.filter((row) => trainingOf(row.backbone.category) === id),
    }));
  const [first, second] = groups.sort((a, b) => b.rows.length - a.rows.length);
  return first && second && second.rows.length >= fewestMembers ? [first, second] : null;
}

/** Categories by how the first group stands in them; one counts where all of its tasks agree. */
function standingsByCategory(a: Group, b: Group) {
  const columns = mainColumns([...a.rows, ...b.rows]);
  const [ahead, behind]: [Category[], Category[]] = [[], []];
  for (const category of categories) {
    const own = columns.filter((column) => column.category === category);
    const found = new Set(own.map(({ id }) => standing(a.rows, b.rows, id)));
    if (found.size !== 1) continue;
    if (found.has(1)) ahead.push(category);
    if (found.has(-1)) behind.push(category);
  }
  return { ahead, behind, all: new Set(columns.map(({ category }) => category)).size };
}

function wordsIn(found: readonly Category[], all: number): string {
  if (found.length === all && all > 1) return `in all ${numberWord(all)} kinds of task`;
  return `in ${list(found.map((category) => categoryNouns[category]))}`;
}

/**
 * How the two largest ways to train compare in each category, the one that is ahead in more of them first; null where
 * nothing can be said.
 *
 * @param rest rows without the family that leads, which would decide the mean of its own
 * @param others ways to train that the family left out has
 */
export function classWords(rest: readonly BoardRow[], others: ReadonlySet<Training>): string | null {
  const groups = largestGroups(rest);
  if (!groups) return null;
  const given = standingsByCategory(...groups);
  const turned = given.behind.length > given.ahead.length;
  const [a, b] = turned ? [groups[1], groups[0]] : groups;
  const [ahead, behind] = turned ? [given.behind, given.ahead] : [given.ahead, given.behind];
  if (ahead.length === 0) return null;
  const name = ({ training }: Group) =>
    `${others.has(training) ? "the other " : ""}${trainingFacts(training).label.toLowerCase()}`;
  const but = behind.length > 0 ? `, behind ${wordsIn(behind, given.all)}` : "";
  return `${name(a)} models are on average ahead of ${name(b)} ones ${wordsIn(ahead, given.all)}${but}`;
}
