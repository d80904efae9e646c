import Link from "next/link";
import type { Board } from "#db/derive/board/board.ts";
import type { Cohort } from "#db/derive/board/cohort.ts";
import { isOwnKind } from "#db/derive/board/cohort-kind.ts";
import { documentPage } from "#db/derive/board-view/page-in-view.ts";
import { finding } from "#db/derive/finding/finding.ts";
import { awaitingPlace } from "../_backbone/awaiting-place.ts";
import { firstFigures } from "../_home/first-figures.ts";
import { HomeFigures } from "../_home/home-figures.tsx";
import { LinkedBackbones } from "../_home/linked-backbones.tsx";
import { boardAddress } from "../_parts/board-address.ts";
import { CohortLinks } from "../_parts/cohort-links.tsx";
import { InView } from "../_parts/in-view.tsx";
import styles from "./board.module.css";
import { BoardNotes } from "./board-notes.tsx";
import { boardPath } from "./board-path.ts";
import { BoardViewer } from "./board-view.tsx";

interface BoardPageProperties {
  readonly board: Board;
  readonly cohorts: readonly Cohort[];
  /** The view in the address, without "?". */
  readonly query: string;
  /** Backbones that the evaluator comes with and nobody has a result of. */
  readonly awaiting: number;
}

export function BoardPage({ board, cohorts, query, awaiting }: BoardPageProperties) {
  const found = finding(board);
  const isOwn = isOwnKind(board.cohort.kind);
  return (
    <>
      <div className={styles.head}>
        <h1>Which backbone has the best dense features?</h1>
        {found && <p className={styles.finding}>{found}</p>}
        <p className={styles.method}>
          Frozen vision backbones, read out by one small attentive probe on{" "}
          {isOwn ? "a user’s own images" : "six dense tasks"}. The probe is the same for all of them, so a
          difference in score is a difference in features.
        </p>
      </div>
      <div className={styles.numbers}>
        <CohortLinks cohorts={cohorts} current={board.cohort.id} pathOf={boardPath} />
        <p>{board.cohort.caption}</p>
      </div>
      {found ? (
        <FirstScreen
          board={board}
          query={query}
          paretoPath={isOwn ? null : boardAddress("/pareto", { board, cohorts })}
        />
      ) : (
        <p className={styles.empty}>No result has been uploaded to this board yet.</p>
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

/** Figures and table of the same backbones. */
function FirstScreen({
  board,
  query,
  paretoPath,
}: Pick<BoardPageProperties, "board" | "query"> & { paretoPath: string | null }) {
  const figures = firstFigures(board);
  return (
    <LinkedBackbones backbones={figures.backbones}>
      <HomeFigures figures={figures} source={board.cohort.title} paretoPath={paretoPath} />
      <InView query={query}>
        <BoardViewer first={documentPage(board, query)} snapshotId={null} />
      </InView>
    </LinkedBackbones>
  );
}
