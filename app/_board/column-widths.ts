import type { FactKey } from "#db/derive/board-view/fact-columns.ts";
import type { BoardView } from "#db/derive/board-view/view.ts";
import type { TableColumns } from "./table-columns.ts";

/** In rem. They follow from the columns alone, so no order, filter or page of rows moves one. */
export interface ColumnWidths {
  readonly columns: readonly { readonly key: string; readonly width: number }[];
  /** Of all of them: a wider page widens each alike, a narrower one scrolls sideways. */
  readonly least: number;
  /** Width of a screen from which all of them fit; null: none that the page uses. */
  readonly fitsFrom: FitsFrom | null;
}

/** The stylesheet has a rule for each. */
const steps = [60, 66, 72, 78, 82] as const;
type FitsFrom = (typeof steps)[number];

const margins = 4;
const [rank, name, figure, rule] = [2.5, 13, 5.5, 6.5];
/** Of a digit under a number; of what is beside both. */
const [smallDigit, beside] = [0.365, 1.25];
const leastScore = 4.75;
/** The longest word of a category's name, where nothing else is under it. */
const loneScore = 5.75;
type OwnFact = Exclude<FactKey, `readout.${string}`>;
const facts: Readonly<Record<OwnFact, number>> = {
  macs: 4.25,
  parameters: 4.5,
  licence: 7.5,
  input: 4,
  features: 6,
  time: 4.25,
  objective: 11,
  architecture: 8,
  data: 12,
  leak: 7,
};
const readout = 5.75;
const isOwn = (key: FactKey): key is OwnFact => key in facts;

/** "0.265–0.298" and the like; before the point stand two digits, or a nought. */
function intervalChars(digits: number): number {
  const whole = digits === 1 ? 2 : 1;
  return 2 * (whole + 1 + digits) + 1;
}

function scoreWidths({ metrics, scales }: TableColumns, scores: BoardView["scores"]) {
  return metrics.map(({ id, category, label, digits }, index) => {
    const shownDigits = scores === "relative" ? 2 : digits;
    const interval = scales[index]?.hasIntervals ? intervalChars(shownDigits) * smallDigit + beside : 0;
    const isLone = metrics.filter((other) => other.category === category).length === 1;
    const heading = label.length > 5 ? 5.5 : leastScore;
    const width = Math.max(interval, heading, isLone ? loneScore : leastScore);
    return { key: id, width: Math.ceil(width * 4) / 4 };
  });
}

export function columnWidths(columns: TableColumns, scores: BoardView["scores"]): ColumnWidths {
  const widths = [
    { key: "rank", width: rank },
    { key: "name", width: name },
    { key: "figure", width: figure },
    ...scoreWidths(columns, scores),
    ...columns.rules.map(({ id }) => ({ key: id, width: rule })),
    ...columns.facts.map(({ key }) => ({ key, width: isOwn(key) ? facts[key] : readout })),
  ];
  const least = widths.reduce((sum, { width }) => sum + width, 0);
  return { columns: widths, least, fitsFrom: steps.find((step) => step >= least + margins) ?? null };
}
