import Link from "next/link";
import type { Board } from "#db/derive/board/board.ts";
import type { Cohort } from "#db/derive/board/cohort.ts";
import { isOwnKind } from "#db/derive/board/cohort-kind.ts";
import { boardHead, headColumns, missingTasks } from "#db/derive/board-view/board-head.ts";
import { documentPage } from "#db/derive/board-view/page-in-view.ts";
import { trainings } from "#db/derive/board-view/training.ts";
import { awaitingPlace } from "../_backbone/awaiting-list.tsx";
import { untrainedWords } from "../_pareto/candidates.ts";
import { speedOf } from "../_pareto/costs.ts";
import { CohortLinks } from "../_parts/cohort-links.tsx";
import { list } from "../_parts/format.ts";
import { InView } from "../_parts/in-view.tsx";
import { intervalWords, rankWords } from "../_parts/interval-words.ts";
import { notProbed } from "../_parts/probe-words.ts";
import { ShapeMark } from "../_parts/shape-mark.tsx";
import { SourceLabel } from "../_parts/source-label.tsx";
import styles from "./board.module.css";
import { BoardViewer } from "./board-view.tsx";

/** Address of a cohort's board; the first cohort is the front page. */
export function boardPath(cohort: Cohort, index: number): string {
  return index === 0 ? "/" : `/boards/${cohort.id}`;
}

interface BoardPageProperties {
  readonly board: Board;
  readonly cohorts: readonly Cohort[];
  /** The view in the address, without "?". */
  readonly query: string;
  /** Backbones that the evaluator comes with and nobody has a result of. */
  readonly awaiting: number;
}

export function BoardPage({ board, cohorts, query, awaiting }: BoardPageProperties) {
  return (
    <>
      <div className={styles.head}>
        <h1>Which backbone has the best dense features?</h1>
        <p>
          Frozen vision backbones, read out by one small attentive probe on{" "}
          {isOwnKind(board.cohort.kind) ? "a user’s own images" : "six dense tasks"}. The probe is the same
          for all of them, so a difference in score is a difference in features.
        </p>
      </div>
      <CohortLinks cohorts={cohorts} current={board.cohort.id} pathOf={boardPath} />
      <p className={styles.caption}>{board.cohort.caption}</p>
      {board.rows.length === 0 ? (
        <p className={styles.empty}>No result has been uploaded to this board yet.</p>
      ) : (
        <InView query={query}>
          <BoardViewer first={documentPage(board, query)} snapshotId={null} />
        </InView>
      )}
      <BoardNotes board={board} />
      {awaiting > 0 && (
        <p className={styles.caption}>
          <Link href={`/backbones#${awaitingPlace}`} prefetch={false}>
            {awaiting} more {awaiting === 1 ? "backbone" : "backbones"}
          </Link>{" "}
          that the evaluator builds {awaiting === 1 ? "awaits" : "await"} measurement.
        </p>
      )}
    </>
  );
}

/** The legend of the table, and what it does and does not say. */
export function BoardNotes({ board }: { board: Board }) {
  const cells = board.rows.flatMap((row) => Object.values(row.cells));
  const sources = new Set(cells.map(({ source }) => source));
  const intervals = intervalWords(cells);
  const ranks = cells.some(({ rankInterval }) => rankInterval);
  const head = boardHead(board);
  const missing = missingTasks(head);
  const countedTasks = headColumns(head).filter(({ primary }) => primary).length;
  return (
    <div className={styles.notes}>
      <ul className={styles.legend}>
        <li>
          <span className={styles.best}>best</span> in its column
        </li>
        {[...sources].map((source) => (
          <li key={source}>
            <SourceLabel source={source} />
          </li>
        ))}
        {trainings.map((training) => (
          <li key={training.id}>
            <ShapeMark training={training.id} /> {training.label.toLowerCase()}
          </li>
        ))}
        {board.rows.some(({ backbone }) => backbone.probe === "not-probed") && <li>{notProbed}</li>}
        <li>↑ higher is better</li>
        <li>↓ lower is better</li>
      </ul>
      <p>
        The line under a number runs from the worst of its column (nothing) to the best (full). Select a
        number for where it comes from.{" "}
        {intervals
          ? `${intervals}${ranks ? ` ${rankWords}` : ""}`
          : "There are no seeds or resampled test images behind these numbers, so no interval is shown and close ranks should not be trusted."}
      </p>
      {countedTasks > 1 && (
        <p>
          The small #-numbers under a figure over all tasks are the ranks that it gives with any one task left
          out: the wider they are, the more the rank hangs on the choice of tasks.
        </p>
      )}
      <TimeNote board={board} />
      {missing.length > 0 && <p>No results here yet for {list(missing)}.</p>}
    </div>
  );
}

/** Where the column of times comes from. */
function TimeNote({ board: { rows, speedSettings } }: { board: Board }) {
  const [setting] = speedSettings;
  if (!setting) return null;
  const untrained = untrainedWords(rows.flatMap((row) => speedOf(row, setting.id) ?? []));
  return (
    <p>
      Times are the backbone’s alone, in units of ViT-B/16 at 224 pixels, measured on {setting.label}
      {untrained && `, ${untrained}`}.
    </p>
  );
}
