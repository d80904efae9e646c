import Link from "next/link";
import { trainingFacts } from "#db/derive/board-view/training.ts";
import type { Choice } from "#db/derive/choice/choose.ts";
import type { ChoiceOption } from "#db/derive/choice/option.ts";
import type { Pick } from "#db/derive/choice/picks.ts";
import type { ChoiceQuestion } from "#db/derive/choice/question.ts";
import { useWords } from "../_backbone/licence-words.ts";
import { comparePath, mostCompared } from "../_compare/view.ts";
import { untrainedWords } from "../_pareto/candidates.ts";
import { ShapeMark } from "../_parts/shape-mark.tsx";
import { chartPath } from "./chart-path.ts";
import styles from "./choose.module.css";
import type { PageOffer } from "./shown.ts";
import { costText, costWords, figureWords, reasonsFor } from "./words.ts";

interface PicksProperties {
  readonly chosen: Choice;
  readonly question: ChoiceQuestion;
  readonly offer: PageOffer;
  readonly isLimited: boolean;
}

/** The short list, best first. */
export function Picks({ chosen, question, offer, isLimited }: PicksProperties) {
  const { picks } = chosen;
  if (picks.length === 0) return null;
  const chart = chartPath(offer.cohortId, chosen);
  const untrained = untrainedWords(
    picks.flatMap(({ option }) => (question.settingId && option.times[question.settingId]) || []),
  );
  const compared = picks.slice(0, mostCompared).map(({ option }) => option.id);
  return (
    <>
      <ol className={styles.picks}>
        {picks.map((pick) => (
          <li key={pick.option.id}>
            <PickedBackbone
              pick={pick}
              reasons={reasonsFor(pick, chosen, isLimited)}
              figure={figureWords(pick.option.figure, chosen.rule)}
              settingId={question.settingId}
            />
          </li>
        ))}
      </ol>
      {untrained && <p className={styles.remark}>Times: {untrained}.</p>}
      <p className={styles.onwards}>
        {compared.length > 1 && (
          <Link href={comparePath(compared, offer.cohortId)} prefetch={false}>
            Put {compared.length === picks.length ? "them" : `the first ${compared.length}`} side by side
          </Link>
        )}
        {chart !== null && (
          <Link href={chart} prefetch={false}>
            All of the board, score against {costWords[chosen.cost].name}
          </Link>
        )}
      </p>
    </>
  );
}

interface PickedProperties {
  readonly pick: Pick;
  readonly reasons: readonly string[];
  readonly figure: string;
  readonly settingId: string | null;
}

function PickedBackbone({ pick: { option, isBest }, reasons, figure, settingId }: PickedProperties) {
  const { id, label, training } = option;
  return (
    <article className={styles.pick} data-best={isBest || undefined}>
      <header>
        <h3>
          <ShapeMark training={training} />
          <Link href={`/backbones/${id}`} prefetch={false}>
            {label}
          </Link>
        </h3>
        <p className={styles.scored}>
          <strong className={styles.figure}>{figure}</strong>
          <small>{trainingFacts(training).label}</small>
        </p>
      </header>
      <ul className={styles.reasons}>
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      <Costs option={option} settingId={settingId} />
    </article>
  );
}

function Costs({ option, settingId }: { option: ChoiceOption; settingId: string | null }) {
  const time = settingId === null ? undefined : option.times[settingId];
  const { gmacs, memoryMegabytes, parametersMillions, inputSizePixels, licence, use } = option;
  return (
    <dl className={styles.costs}>
      <Cost name="Compute" text={gmacs === null ? costWords.gmacs.unknown : costText("gmacs", gmacs)} />
      {settingId !== null && (
        <Cost name="Time" text={time ? costText("ms", time.ms) : costWords.ms.unknown} />
      )}
      <Cost name="Parameters" text={`${Number(parametersMillions.toPrecision(3))} M`} />
      <Cost
        name="Memory"
        text={memoryMegabytes === null ? costWords.memory.unknown : costText("memory", memoryMegabytes)}
      />
      <Cost name="Input" text={`${inputSizePixels} px`} />
      <Cost
        name="Licence"
        text={[licence ?? "not stated", ...(use === "not known" ? [] : [useWords[use]])].join(", ")}
      />
    </dl>
  );
}

function Cost({ name, text }: { name: string; text: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </div>
  );
}
