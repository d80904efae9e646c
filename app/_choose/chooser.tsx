"use client";

import { useCallback, useMemo } from "react";
import { choose } from "#db/derive/choice/choose.ts";
import { limitsOf } from "#db/derive/choice/limits.ts";
import type { ChoiceOption } from "#db/derive/choice/option.ts";
import { type ChoiceQuestion, parseQuestion, serialiseQuestion } from "#db/derive/choice/question.ts";
import { useUrlState } from "../_parts/url-state.ts";
import { useFetched } from "../_parts/use-fetched.ts";
import styles from "./choose.module.css";
import { Picks } from "./picks.tsx";
import { QuestionForm } from "./question-form.tsx";
import { NearMisses, RuledOut } from "./ruled-out.tsx";
import type { ChosenPage } from "./shown.ts";
import { summaryWords } from "./words.ts";

interface ChooserProperties {
  /** Of the question that the document was asked for. */
  readonly first: ChosenPage;
  /** null: too many for the document; answers to other questions are fetched. */
  readonly options: readonly ChoiceOption[] | null;
}

export function Chooser({ first, options }: ChooserProperties) {
  const { offer } = first;
  const parse = useCallback((parameters: URLSearchParams) => parseQuestion(parameters, offer), [offer]);
  const serialise = useCallback((question: ChoiceQuestion) => serialiseQuestion(question, offer), [offer]);
  const [question, show] = useUrlState(parse, serialise);
  const parameters = serialise(question).toString();
  const isFirst = parameters === first.query;
  const made = useMemo(
    () => (options && !isFirst ? choose(options, offer.tasks, question) : null),
    [options, isFirst, offer, question],
  );
  const address = isFirst || options ? null : `/api/views/choose/${offer.cohortId}?${parameters}`;
  const { answer, isCurrent } = useFetched<ChosenPage>(address);
  const isShown = address === null || isCurrent;
  const chosen = made ?? (address && answer ? answer : first).chosen;
  const isLimited = limitsOf(question).length > 0;
  return (
    <>
      <QuestionForm question={question} offer={offer} ask={(next) => show(next, "push")} />
      <section className={styles.answer} aria-labelledby="short-list" aria-busy={!isShown}>
        <h2 id="short-list">Short list</h2>
        <p role="status" className={styles.lead}>
          {summaryWords(chosen, isLimited)}
        </p>
        <Picks chosen={chosen} question={question} offer={offer} isLimited={isLimited} />
        <NearMisses chosen={chosen} />
        <RuledOut chosen={chosen} question={question} ask={(next) => show(next, "push")} />
      </section>
    </>
  );
}
