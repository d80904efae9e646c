import type { Board } from "#db/derive/board/board.ts";
import { boardHead, headColumns, missingTasks } from "#db/derive/board-view/board-head.ts";
import { trainings } from "#db/derive/board-view/training.ts";
import { reproductionVerdicts } from "#db/derive/reproduction-verdict.ts";
import { untrainedWords } from "../_pareto/candidates.ts";
import { speedOf } from "../_pareto/costs.ts";
import { list } from "../_parts/format.ts";
import { intervalWords, rankWords } from "../_parts/interval-words.ts";
import { notProbed } from "../_parts/probe-words.ts";
import { ShapeMark } from "../_parts/shape-mark.tsx";
import { SecondRunLabel, SourceLabel } from "../_parts/source-label.tsx";
import styles from "./board-notes.module.css";

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
          <span className={styles.best}>best</span>{" "}
          {ranks ? "in its column, or not told apart from it" : "in its column"}
        </li>
        {[...sources].map((source) => (
          <li key={source}>
            <SourceLabel source={source} />
          </li>
        ))}
        {reproductionVerdicts
          .filter((verdict) => cells.some(({ secondRun }) => secondRun === verdict))
          .map((verdict) => (
            <li key={verdict}>
              <SecondRunLabel verdict={verdict} />
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
        The line under a number runs from the worst trained backbone of its column (nothing) to the best
        (full); baselines have none. Select a number for where it comes from.{" "}
        {intervals
          ? `${intervals}${ranks ? ` ${rankWords}` : ""}`
          : "There are no seeds or resampled test images behind these numbers, so no interval is shown and close ranks should not be trusted."}
      </p>
      {countedTasks > 1 && (
        <p>
          “#4–6” under a figure over all tasks: the ranks that it gives with any one task left out. The wider
          they are, the more the rank hangs on the choice of tasks.
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
