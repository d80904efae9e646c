import Link from "next/link";
import { taskFacts } from "#contract";
import type { Cohort } from "#db/derive/board/cohort.ts";
import { trainingFacts, trainingOf } from "#db/derive/board-view/training.ts";
import type { BackbonePage, StoredResult } from "#db/read/results.ts";
import { boardPath } from "../_board/board-page.tsx";
import { ShapeMark } from "../_parts/shape-mark.tsx";
import { BackbonePictures, type CohortPictures } from "../_pictures/backbone-pictures.tsx";
import { DecisionList } from "../_snapshots/decision-list.tsx";
import styles from "./backbone.module.css";
import { BoardSection } from "./board-section.tsx";
import { Facts } from "./facts.tsx";
import { ResultDetails } from "./result-details.tsx";
import { SpeedSection } from "./speed-section.tsx";

interface ReportProperties {
  readonly page: BackbonePage;
  readonly cohorts: readonly Cohort[];
  readonly pictures: readonly CohortPictures[];
}

/** One backbone: what it is, its scores on every board, and where each number comes from. */
export function BackboneReport({ page, cohorts, pictures }: ReportProperties) {
  const { backbone, boards, results, speeds, withdrawn, cost, inPaper } = page;
  const training = trainingOf(backbone.category);
  const waiting = results.filter(({ standing }) => standing === "waiting");
  const uncounted = results.filter(({ standing, cohortId }) => standing === "accepted" && cohortId === null);
  const main = boards.filter(({ cohort }) => cohort.variant === null);
  const variants = boards.filter(({ cohort }) => cohort.variant !== null);
  const section = (board: BackbonePage["boards"][number]) => (
    <BoardSection
      key={board.cohort.id}
      board={board}
      href={boardPath(
        board.cohort,
        cohorts.findIndex((cohort) => cohort.id === board.cohort.id),
      )}
      results={results.filter((result) => result.cohortId === board.cohort.id)}
    />
  );
  return (
    <>
      <p className={styles.kicker}>
        <Link href="/backbones" prefetch={false}>
          Backbones
        </Link>
        <span>
          <ShapeMark training={training} /> {trainingFacts(training).label}
        </span>
      </p>
      <h1>{backbone.label}</h1>
      {results.length === 0 && withdrawn.length === 0 && (
        <Awaiting id={backbone.id} hasWeights={backbone.manifest?.weights != null} />
      )}
      <Facts backbone={backbone} cost={cost} inPaper={inPaper} />
      {main.map(section)}
      <BackbonePictures pictures={pictures} />
      {variants.length > 0 && (
        <details className={styles.variants} open={main.length === 0}>
          <summary>
            <h2>Variants</h2> {variants.length} {variants.length === 1 ? "setting" : "settings"} beside the
            main one
          </summary>
          {variants.map(section)}
        </details>
      )}
      {speeds.length > 0 && <SpeedSection speeds={speeds} />}
      <ApartSection
        id="waiting"
        title="Waiting for a maintainer"
        text="Submitted, not run by maintainers: these numbers are on no board and have no rank."
        results={waiting}
      />
      <ApartSection
        id="uncounted"
        title="On no board"
        text="Kept as they were uploaded; of the same cell a later or a maintainer’s result counts."
        results={uncounted}
      />
      {withdrawn.length > 0 && (
        <section className={styles.board} aria-labelledby="withdrawn">
          <header>
            <h2 id="withdrawn">Withdrawn</h2>
            <p>Taken off all boards by a maintainer.</p>
          </header>
          <DecisionList caption="What was withdrawn of this backbone" decisions={withdrawn} />
        </section>
      )}
    </>
  );
}

interface ApartProperties {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly results: readonly StoredResult[];
}

/** Results that no board shows. */
function ApartSection({ id, title, text, results }: ApartProperties) {
  if (results.length === 0) return null;
  return (
    <section className={styles.board} aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        <p>{text}</p>
      </header>
      {results.map((result) => (
        <ResultDetails key={result.id} result={result} task={taskFacts(result.task).label} open={false} />
      ))}
    </section>
  );
}

function Awaiting({ id, hasWeights }: { readonly id: string; readonly hasWeights: boolean }) {
  return (
    <div className={styles.lead}>
      <p>
        <strong>Awaiting measurement.</strong> The evaluator builds this backbone, and nobody has sent a
        result of it yet. With the data sets in place, this measures it on all tasks:
      </p>
      <pre>
        <code>
          {hasWeights && `npx evaluator weights fetch ${id}\n`}
          {`npx evaluator run --backbone ${id} --task all --data DIR --out results`}
        </code>
      </pre>
    </div>
  );
}
