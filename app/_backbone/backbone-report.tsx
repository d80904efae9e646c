import Link from "next/link";
import { taskFacts } from "#contract";
import type { Cohort } from "#db/derive/board/cohort.ts";
import { measuredTimes } from "#db/derive/board/measured-times.ts";
import type { BackbonePage, StoredResult } from "#db/read/results.ts";
import { boardPathAmong } from "../_board/board-path.ts";
import { BadgeCode } from "../_parts/badge-code.tsx";
import { BackbonePictures, type CohortPictures } from "../_pictures/backbone-pictures.tsx";
import { DecisionList } from "../_snapshots/decision-list.tsx";
import styles from "./backbone.module.css";
import { BoardSection } from "./board-section.tsx";
import card from "./card.module.css";
import { CardHead } from "./card-head.tsx";
import { CostSection } from "./cost-section.tsx";
import { Facts } from "./facts.tsx";
import { HistorySection } from "./history-section.tsx";
import { ClassSection, LearnedSection } from "./learned-section.tsx";
import { LoadSection } from "./load-section.tsx";
import { ResultDetails } from "./result-details.tsx";
import { ScoreSummary } from "./score-summary.tsx";
import { SpeedSection } from "./speed-section.tsx";

interface ReportProperties {
  readonly page: BackbonePage;
  readonly cohorts: readonly Cohort[];
  readonly pictures: readonly CohortPictures[];
  /** Address of the site; undefined: unknown. */
  readonly origin: string | undefined;
}

type OnBoard = BackbonePage["boards"][number];

/** One backbone: how to use it, what it costs and scores, then where each number comes from. */
export function BackboneReport({ page, cohorts, pictures, origin }: ReportProperties) {
  const { backbone, boards, results, speeds, withdrawn, cost, inPaper, isKnown, history } = page;
  const main = boards.filter(({ cohort }) => cohort.variant === null);
  const variants = boards.filter(({ cohort }) => cohort.variant !== null);
  const hrefOf = ({ cohort }: OnBoard) => boardPathAmong(cohorts, cohort);
  const resultsOf = ({ cohort }: OnBoard) => results.filter(({ cohortId }) => cohortId === cohort.id);
  const section = (board: OnBoard) => (
    <BoardSection key={board.cohort.id} board={board} results={resultsOf(board)} />
  );
  const measured = main.map(resultsOf).find((own) => own.some(({ provenance }) => provenance)) ?? [];
  return (
    <>
      <CardHead page={page} />
      <div className={card.card}>
        <div className={card.main}>
          {backbone.manifest && <LoadSection manifest={backbone.manifest} isKnown={isKnown} />}
          <CostSection backbone={backbone} cost={cost} times={measuredTimes(speeds)} />
          <section className={card.scores} aria-labelledby="scores">
            <h2 id="scores">What it scores</h2>
            {main.map((board) => (
              <ScoreSummary key={board.cohort.id} board={board} href={hrefOf(board)} />
            ))}
            {main.length === 0 && <Unscored page={page} />}
          </section>
        </div>
        <aside className={card.aside} aria-labelledby="facts">
          <h2 id="facts">Facts</h2>
          <Facts backbone={backbone} inPaper={inPaper} />
          {boards.length > 0 && <Badge id={backbone.id} origin={origin} />}
        </aside>
      </div>
      <BackbonePictures pictures={pictures} />
      <LearnedSection results={measured} widths={widthsOf(pictures)} grid={backbone.featureGrid} />
      <ClassSection results={measured} />
      {main.map(section)}
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
      <Apart results={results} />
      {withdrawn.length > 0 && (
        <section className={styles.board} aria-labelledby="withdrawn">
          <header>
            <h2 id="withdrawn">Withdrawn</h2>
            <p>Taken off all boards by a maintainer.</p>
          </header>
          <DecisionList caption="What was withdrawn of this backbone" decisions={withdrawn} />
        </section>
      )}
      <HistorySection history={history} />
    </>
  );
}

/** For the page of whoever made it. */
function Badge({ id, origin }: { readonly id: string; readonly origin: string | undefined }) {
  return (
    <section className={`${card.badge} no-print`} aria-labelledby="badge">
      <h2 id="badge">Badge</h2>
      <p>
        Its rank for another page, as Markdown and as HTML; of a score or another board as{" "}
        <Link href="/data#badge" prefetch={false}>
          Data and API
        </Link>{" "}
        says.
      </p>
      <BadgeCode id={id} origin={origin} />
    </section>
  );
}

/** Widths of masks by result, as their pictures say. */
const widthsOf = (pictures: readonly CohortPictures[]) =>
  new Map(
    pictures.flatMap(({ pictured }) =>
      pictured.map(({ document }) => [document.result, document.sigmas] as const),
    ),
  );

/** Results that no board shows. */
function Apart({ results }: { readonly results: readonly StoredResult[] }) {
  const waiting = results.filter(({ standing }) => standing === "waiting");
  const uncounted = results.filter(({ standing, cohortId }) => standing === "accepted" && cohortId === null);
  return (
    <>
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
    </>
  );
}

interface ApartProperties {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly results: readonly StoredResult[];
}

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

/** Of a backbone on no main board. */
function Unscored({ page: { results, withdrawn } }: { readonly page: BackbonePage }) {
  if (results.length > 0 || withdrawn.length > 0) return <p>No score of it is on a main board.</p>;
  return (
    <p>
      <strong>Awaiting measurement.</strong> The evaluator builds this backbone, and nobody has sent a result
      of it yet. The commands <a href="#load">above</a> measure it.
    </p>
  );
}
