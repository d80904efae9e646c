import type { Board } from "#db/derive/board/board.ts";
import type { SpeedSetting } from "#db/derive/board/speed.ts";
import { metricColumn, metricsOfRows } from "#db/derive/board-view/columns.ts";
import { type Choice, choose } from "#db/derive/choice/choose.ts";
import type { ChoiceOption } from "#db/derive/choice/option.ts";
import { type ChoiceOffer, parseQuestion, serialiseQuestion } from "#db/derive/choice/question.ts";

/** What the form of a board offers. */
export interface PageOffer extends ChoiceOffer {
  readonly cohortId: string;
  readonly settings: readonly Pick<SpeedSetting, "id" | "label">[];
}

/** What is sent of a board: the answer to a question with all that the form offers. */
export interface ChosenPage {
  /** The question, as an address names it. */
  readonly query: string;
  readonly offer: PageOffer;
  readonly chosen: Choice;
}

export function offerOf({ cohort, rows, speedSettings }: Board): PageOffer {
  const columns = metricsOfRows(rows).map(metricColumn);
  const inputs = new Set(rows.map(({ backbone }) => backbone.inputSizePixels));
  return {
    cohortId: cohort.id,
    tasks: columns.filter(({ primary }) => primary).map(({ task }) => task),
    settings: speedSettings.map(({ id, label }) => ({ id, label })),
    inputs: [...inputs].sort((a, b) => a - b),
  };
}

/** @param parameters of the page's address */
export function chosenPage(
  board: Board,
  options: readonly ChoiceOption[],
  parameters = new URLSearchParams(),
): ChosenPage {
  const offer = offerOf(board);
  const question = parseQuestion(parameters, offer);
  return {
    ...{ query: serialiseQuestion(question, offer).toString(), offer },
    chosen: choose(options, offer.tasks, question),
  };
}
