import Link from "next/link";
import { taskFacts } from "#contract/tasks";
import type { Choice, Named } from "#db/derive/choice/choose.ts";
import { type ChoiceQuestion, isCost } from "#db/derive/choice/question.ts";
import type { Relaxation } from "#db/derive/choice/relaxations.ts";
import { list, sentence } from "../_parts/format.ts";
import { Live } from "../_parts/live.tsx";
import styles from "./choose.module.css";
import { costText, limitWords, missedWords, newcomerWords, roomFor, ruledOutWords } from "./words.ts";

/** Names before a list of them is cut short. */
const mostNames = 12;

/** Where nothing fits: what comes nearest, and what it misses. */
export function NearMisses({ chosen: { nearest } }: { chosen: Choice }) {
  if (nearest.length === 0) return null;
  return (
    <>
      <p className={styles.lead}>The nearest, and what they miss:</p>
      <ul className={styles.nearest}>
        {nearest.map(({ option, missed }) => (
          <li key={option.id}>
            <BackboneLink {...option} />: {missed.map((one) => missedWords(one, option)).join("; ")}
          </li>
        ))}
      </ul>
    </>
  );
}

interface RuledOutProperties {
  readonly chosen: Choice;
  readonly question: ChoiceQuestion;
  readonly ask: (question: ChoiceQuestion) => void;
}

/** What is not on the list, and why. */
export function RuledOut({ chosen, question, ask }: RuledOutProperties) {
  const { relaxations, dominated, further, incomplete } = chosen;
  if (relaxations.length + dominated.length + further.length + incomplete.length === 0) return null;
  return (
    <section className={styles.out} aria-labelledby="not-on-the-list">
      <h2 id="not-on-the-list">Not on the list</h2>
      {relaxations.length > 0 && (
        <Live>
          <ul className={styles.limits}>
            {relaxations.map((relaxation) => (
              <li key={relaxation.limit} className={styles.limit}>
                <h3>{sentence(limitWords(relaxation.limit, question))}</h3>
                <p>Rules out: {ruledOutWords(relaxation)}.</p>
                <p>
                  <Newcomers relaxation={relaxation} chosen={chosen} />
                </p>
                <Relax relaxation={relaxation} question={question} ask={ask} />
              </li>
            ))}
          </ul>
        </Live>
      )}
      <Names
        what="Fit, but something that scores no worse costs about as much or less"
        backbones={dominated}
      />
      <Names what="Fit, with lower scores than the list" backbones={further} />
      {incomplete.length > 0 && (
        <p className={styles.names}>
          Keep the limits and lack a score:{" "}
          {list(
            incomplete
              .slice(0, mostNames)
              .map(
                ({ label, missing }) =>
                  `${label} (${missing.map((task) => taskFacts(task).short).join(", ")})`,
              ),
          )}
          {incomplete.length > mostNames && ` and ${incomplete.length - mostNames} more`}.
        </p>
      )}
    </section>
  );
}

function Newcomers({ relaxation, chosen }: { relaxation: Relaxation; chosen: Choice }) {
  const { limit, alone, least, best } = relaxation;
  if (!best) return "Without it nobody more would fit.";
  const words = (newcomer: typeof best) => newcomerWords(limit, newcomer, chosen.rule);
  const isOne = least === null || least.id === best.id;
  return (
    <>
      Without it {alone} more would fit
      {isOne ? (
        <>
          {alone > 1 && ", the best"}: {words(best)}.
        </>
      ) : (
        <>
          : first {words(least)}; the best {words(best)}.
        </>
      )}
    </>
  );
}

interface RelaxProperties {
  readonly relaxation: Relaxation;
  readonly question: ChoiceQuestion;
  readonly ask: (question: ChoiceQuestion) => void;
}

/** Asks again with a limit that lets one more in, or without it. */
function Relax({ relaxation: { limit, least }, question, ask }: RelaxProperties) {
  const { most } = question;
  if (isCost(limit)) {
    const room = least?.needs == null ? null : roomFor(least.needs);
    return (
      <span className={styles.relax}>
        {room !== null && (
          <button type="button" onClick={() => ask({ ...question, most: { ...most, [limit]: room } })}>
            Allow {costText(limit, room)}
          </button>
        )}
        <button type="button" onClick={() => ask({ ...question, most: { ...most, [limit]: null } })}>
          Drop
        </button>
      </span>
    );
  }
  const without = limit === "use" ? ({ use: "any" } as const) : { inputs: [] };
  return (
    <span className={styles.relax}>
      <button type="button" onClick={() => ask({ ...question, ...without })}>
        Drop
      </button>
    </span>
  );
}

function Names({ what, backbones }: { what: string; backbones: readonly Named[] }) {
  if (backbones.length === 0) return null;
  const shown = backbones.slice(0, mostNames);
  return (
    <p className={styles.names}>
      {what}:{" "}
      {shown.map((backbone, index) => (
        <span key={backbone.id}>
          {index > 0 && ", "}
          <BackboneLink {...backbone} />
        </span>
      ))}
      {backbones.length > shown.length && ` and ${backbones.length - shown.length} more`}.
    </p>
  );
}

function BackboneLink({ id, label }: Named) {
  return (
    <Link href={`/backbones/${id}`} prefetch={false}>
      {label}
    </Link>
  );
}
