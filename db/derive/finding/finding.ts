import type { Board } from "../board/board.ts";
import { trainingOf } from "../board-view/training.ts";
import { sentence } from "../sentence.ts";
import { classWords } from "./class-words.ts";
import { familyNames } from "./family-name.ts";
import { leadWords } from "./lead-words.ts";
import { aloneByFamily, type Lead, leadsOf } from "./leads.ts";
import { numberWord } from "./task-phrases.ts";

/** Whose other backbones a class clause is about: the one family that leads most tasks, if there is one. */
function leadingFamily(leads: readonly Lead[]): string | null {
  const [first, second] = aloneByFamily(leads);
  return first && first[1].length > (second?.[1].length ?? 0) ? first[0] : null;
}

/** Rows that lack a task which others have. */
function gaps({ rows }: Board, leads: readonly Lead[]): string[] {
  const lacking = leads.some(({ contenders }) => contenders < rows.length);
  return lacking && leads.length > 1
    ? [`not all of the ${numberWord(rows.length)} backbones have been measured in every task`]
    : [];
}

function capitalised(words: string, names: readonly string[]): string {
  return names.some((name) => words.startsWith(name)) ? words : sentence(words);
}

/**
 * What a board says first, as one sentence: who leads which tasks, and which way of training is ahead in what. Each clause is
 * a claim about the board's numbers with its condition: a lead is a first rank that no other family shares, sizes of one
 * backbone being one family, and means of classes differ by more than their intervals leave open. A board that says less
 * has a shorter sentence. null: there is no result.
 */
export function finding(board: Board): string | null {
  const { rows } = board;
  const [only] = rows;
  if (!only) return null;
  if (rows.length === 1) {
    return `Only ${only.backbone.label} has been measured here, so there is nothing to compare it with yet.`;
  }
  const leads = leadsOf(board);
  const [first, ...more] = leads;
  if (!first) return "No two backbones have been measured in the same task here yet.";
  const leading = leadingFamily(leads);
  const families = familyNames(rows.map(({ backbone }) => backbone));
  const isLeading = ({ backbone }: Board["rows"][number]) => families.get(backbone.id) === leading;
  const classes = classWords(
    rows.filter((row) => !isLeading(row)),
    new Set(rows.filter(isLeading).map(({ backbone }) => trainingOf(backbone.category))),
  );
  const clauses = [...leadWords([first, ...more]), ...(classes ? [classes] : []), ...gaps(board, leads)];
  return `${capitalised(clauses.join("; "), [...families.values()])}.`;
}
