import Link from "next/link";
import type { ReactNode } from "react";
import { mainMetricOf, metricsOf, type ProtocolTaskId, type TaskFacts } from "#contract";
import type { Board } from "#db/derive/board/board.ts";
import type { Cohort } from "#db/derive/board/cohort.ts";
import { metricRanking } from "#db/derive/board-view/ranking.ts";
import { boardPathAmong } from "../_board/board-path.ts";
import { comparePath } from "../_compare/view.ts";
import { addressUnder } from "../_parts/board-address.ts";
import { CohortLinks } from "../_parts/cohort-links.tsx";
import { sentence } from "../_parts/format.ts";
import { intervalWords, rankWords } from "../_parts/interval-words.ts";
import { unitWords } from "../_parts/units.ts";
import { dataSets } from "../_shell/elsewhere.ts";
import { measurements, type Stated } from "./measurement.ts";
import { RankingTable } from "./ranking-table.tsx";
import styles from "./task.module.css";

interface PageProperties {
  readonly task: TaskFacts<ProtocolTaskId>;
  readonly board: Board;
  readonly cohorts: readonly Cohort[];
}

/** One task: what it asks, how it is measured, who does it best. */
export function TaskPage({ task, board, cohorts }: PageProperties) {
  return (
    <>
      <p className={styles.kicker}>
        <Link href="/tasks" prefetch={false}>
          Tasks
        </Link>
        <span>{sentence(task.category)}</span>
      </p>
      <h1>{task.label}</h1>
      <p className={styles.lead}>{task.summary}</p>
      <MeasurementFacts task={task} board={board} />
      <section className={styles.section} aria-labelledby="ranking">
        <h2 id="ranking">Backbones on this task</h2>
        <CohortLinks
          says="names"
          cohorts={cohorts}
          current={board.cohort.id}
          pathOf={addressUnder(`/tasks/${task.id}`)}
        />
        <p className={styles.lead}>{board.cohort.caption}</p>
        <Ranking task={task} board={board} cohorts={cohorts} />
      </section>
    </>
  );
}

/** Which statements hold for a board's numbers: of the paper's, those of the paper alone. */
const settledWords: Readonly<Record<"printed" | "measured", string>> = {
  printed:
    "The numbers below are the paper’s. What it leaves open was settled by its authors; measurements with the evaluator settle it as marked, and need not be alike.",
  measured:
    "The numbers below were measured with the evaluator: as the paper describes it, and where that leaves something open as marked.",
};

function MeasurementFacts({ task, board }: Pick<PageProperties, "task" | "board">) {
  const { images, training, scoring, ...own } = measurements[task.id];
  const dataSet = dataSets[own.dataSet];
  return (
    <>
      <p className={styles.lead}>{settledWords[board.cohort.kind === "paper" ? "printed" : "measured"]}</p>
      <dl className={styles.facts}>
        <StatedFact name="Images" stated={images}>
          <a href={dataSet.href}>{dataSet.label}’s own page</a>
        </StatedFact>
        <StatedFact name="What is trained" stated={training} />
        <StatedFact name="How it is scored" stated={scoring} />
        {metricsOf(task.id).map((metric) => (
          <div key={metric.id}>
            <dt>{metric.label}</dt>
            <dd>
              {sentence(metric.name)}, {unit(metric.unit)}; {metric.better} is better.
              {metric.primary && " The task is ranked by it."}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

interface StatedProperties {
  readonly name: string;
  readonly stated: Stated;
  readonly children?: ReactNode;
}

function StatedFact({ name, stated: { paper, settled }, children }: StatedProperties) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <p>{paper}</p>
        <p className={styles.settled}>
          <span>Left open by the paper, settled by the evaluator’s protocol:</span> {settled}
        </p>
        {children && <p>{children}</p>}
      </dd>
    </div>
  );
}

const unit = (name: keyof typeof unitWords) =>
  name === "fraction" ? "a fraction of 1" : `in ${unitWords[name]}`;

/** A page of more takes a phone longer than it waits. */
const mostRows = 100;

function Ranking({ task, board, cohorts }: PageProperties) {
  const main = mainMetricOf(task.id).id;
  const ranked = metricRanking(board, main);
  if (ranked.length === 0) {
    return <p className={styles.empty}>No result of this task is on this board yet.</p>;
  }
  const boardHref = boardPathAmong(cohorts, board.cohort);
  const intervals = intervalWords(ranked.map(({ cell }) => cell));
  const best = ranked.slice(0, 3).map(({ backbone }) => backbone.id);
  return (
    <>
      <RankingTable board={board} task={task} ranked={ranked.slice(0, mostRows)} />
      {ranked.length > mostRows && (
        <p className={styles.lead}>
          The first {mostRows} of {ranked.length}; the board below has them all.
        </p>
      )}
      <p className={styles.lead}>
        {intervals
          ? `${intervals}${ranked.some(({ cell }) => cell.rankInterval) ? ` ${rankWords}` : ""}`
          : "There are no seeds or resampled test images behind these numbers, so close ranks should not be trusted."}
      </p>
      <p className={`${styles.links} no-print`}>
        <Link href={`${boardHref}?sort=${main.replace("/", ".")}`} prefetch={false}>
          On the board with all tasks
        </Link>
        {best.length > 1 && (
          <Link href={comparePath(best, board.cohort.id)} prefetch={false}>
            The first {best.length} side by side
          </Link>
        )}
      </p>
    </>
  );
}
