import type { Board } from "#db/derive/board/board.ts";
import type { Cohort } from "#db/derive/board/cohort.ts";
import type { ClassComparison } from "#db/derive/class-comparison.ts";
import type { Comparison } from "#db/derive/comparison.ts";
import type { Pictured } from "#db/derive/pictures.ts";
import { CohortLinks } from "../_parts/cohort-links.tsx";
import { ComparedPictures } from "../_pictures/backbone-pictures.tsx";
import { ChoiceForm } from "./choice-form.tsx";
import { ClassScores } from "./class-scores.tsx";
import styles from "./compare.module.css";
import { ComparisonTable } from "./comparison-table.tsx";
import { FactsTable } from "./facts-table.tsx";
import { TaskBars } from "./task-bars.tsx";
import { comparePath } from "./view.ts";

interface PageProperties {
  readonly board: Board;
  readonly cohorts: readonly Cohort[];
  readonly chosen: readonly string[];
  /** null: fewer than two backbones are chosen. */
  readonly comparison: Comparison | null;
  readonly classes: readonly ClassComparison[];
  /** Of the whole board. */
  readonly pictured: readonly Pictured[];
}

export function ComparePage({ board, cohorts, chosen, comparison, classes, pictured }: PageProperties) {
  return (
    <>
      <h1>Backbones side by side</h1>
      <p className={styles.lead}>
        Two to four backbones of one board, with what separates them in each metric. Differences are to the
        first.
      </p>
      <CohortLinks cohorts={cohorts} current={board.cohort.id} pathOf={({ id }) => comparePath(chosen, id)} />
      <p className={styles.lead}>{board.cohort.caption}</p>
      <ChoiceForm board={board} chosen={chosen} />
      {comparison ? (
        <>
          <Results comparison={comparison} board={board} chosen={chosen} />
          <ClassScores backbones={comparison.backbones} classes={classes} />
          <ComparedPictures pictured={pictured} ids={chosen} />
        </>
      ) : (
        <p className={styles.empty}>
          {board.rows.length < 2
            ? "This board has only one backbone: there is nothing to compare it with yet."
            : "Choose at least two backbones of this board."}
        </p>
      )}
    </>
  );
}

function Results({
  comparison,
  board,
  chosen,
}: { comparison: Comparison } & Pick<PageProperties, "board" | "chosen">) {
  return (
    <>
      <section className={styles.section} aria-labelledby="tasks">
        <h2 id="tasks">By task</h2>
        <p>
          Each task’s main metric. A bar runs from the worst backbone of the board (empty) to its best (full),
          so longer is always better.
        </p>
        <TaskBars comparison={comparison} />
      </section>
      <div className={styles.pair}>
        <section className={styles.section} aria-labelledby="numbers">
          <h2 id="numbers">All metrics</h2>
          <p>{intervalWords(comparison)}</p>
          <ComparisonTable comparison={comparison} />
        </section>
        <section className={styles.section} aria-labelledby="facts">
          <h2 id="facts">Cost, licence and training</h2>
          <p>What each costs and may be used for, and what it was trained on.</p>
          <FactsTable board={board} chosen={chosen} />
        </section>
      </div>
    </>
  );
}

/** What the differences' intervals cover, or why there are none. */
function intervalWords({ cohort, rows }: Comparison): string {
  if (cohort.kind === "paper") {
    return "The paper prints one number each, without resampled test images or seeds: whether a difference is more than chance cannot be said, so none has an interval.";
  }
  const cells = rows.flatMap((row) => row.cells);
  const differences = cells.flatMap((cell) => cell?.difference ?? []);
  const covered = differences.filter(({ uncertainty }) => uncertainty).length;
  if (covered === 0) {
    return "These backbones were not scored on the same resampled test images, so no difference has an interval.";
  }
  const rest =
    covered < differences.length
      ? " Where there is none, the two were not scored on the same resamples."
      : "";
  const seeds = cells.some((cell) => cell?.cell.intervalCovers === "images")
    ? "Where a metric has a single seed of every backbone, it covers the images only. "
    : "";
  return `Brackets behind a difference are its own 95 % interval over the same resampled test images, and over seeds. ${seeds}“Not told apart” looks at all backbones of the board at once, as its ranks do: of so many differences a few would seem clear by chance.${rest}`;
}
