import { taskFacts, taskIds } from "#contract";
import { classAsWords } from "#db/derive/class-names.ts";
import { classScores } from "#db/derive/class-scores.ts";
import type { StoredResult } from "#db/read/results.ts";
import { Sigmas } from "../_pictures/sigmas.tsx";
import { DataTable } from "../_table/data-table.tsx";
import { curveSketch } from "./curve-path.ts";
import styles from "./learned.module.css";

const [width, height] = [240, 88];

interface LearnedProperties {
  /** Those behind the numbers of one board. */
  readonly results: readonly StoredResult[];
  /** Of their readouts by result, where pictures came with them: results of before widths were kept do not say. */
  readonly widths: ReadonlyMap<string, readonly (readonly number[])[]>;
  /** Rows and columns of the features. */
  readonly grid: readonly [number, number];
}

/** Of each task the measured result with the lowest seed. */
function firstSeeds(results: readonly StoredResult[]): StoredResult[] {
  return taskIds.flatMap((task) => {
    const measured = results.filter((result) => result.task === task && result.provenance);
    return measured.sort((a, b) => (a.seed ?? 0) - (b.seed ?? 0))[0] ?? [];
  });
}

/** How the readouts on these features learned, and how far their heads came to look. */
export function LearnedSection({ results, widths, grid }: LearnedProperties) {
  const shown = firstSeeds(results);
  if (shown.length === 0) return null;
  return (
    <section className={styles.learned} aria-labelledby="learned">
      <header>
        <h2 id="learned">How its readouts learned</h2>
        <p>
          Of each task the result with the lowest seed. Line: training loss; points: validation loss; lower is
          better. Discs: how far each head of the readout came to look from a place, at scale in the image’s
          square; inside of them its mask is above 61 % and 14 % of its peak.
        </p>
      </header>
      <div className={styles.tasks}>
        {shown.map((result) => (
          <div key={result.id}>
            <h3>{taskFacts(result.task).label}</h3>
            <CurveFigure result={result} />
            <Sigmas
              sigmas={result.sigmas ?? widths.get(result.id) ?? []}
              label={`${taskFacts(result.task).label}, seed ${result.seed}.`}
              form={result.variant?.maskForm ?? "paper"}
              grid={grid}
            />
          </div>
        ))}
      </div>
    </section>
  );
}

/** A learning curve at a glance; the result's own place has the whole of it. */
function CurveFigure({ result: { id, curve, task, seed } }: { readonly result: StoredResult }) {
  const sketch = curveSketch(curve, width, height);
  const [first, last] = [curve[0], curve.at(-1)];
  if (!sketch || !first || !last) return null;
  return (
    <figure className={styles.curve}>
      <svg viewBox={`-4 -4 ${width + 8} ${height + 8}`} aria-hidden="true">
        <path d={sketch.line} />
        {sketch.points.map(([x, y]) => (
          <circle key={x} cx={x} cy={y} r="2.5" />
        ))}
      </svg>
      <figcaption>
        <a href={`#result-${id}`}>
          Loss {first.trainLoss.toPrecision(3)} to {last.trainLoss.toPrecision(3)}
          <span className="visually-hidden"> on {taskFacts(task).label}</span>
        </a>{" "}
        in {last.iteration.toLocaleString("en")} iterations, seed {seed}
      </figcaption>
    </figure>
  );
}

/** Scores of each class where the task has classes, over all seeds of a board. */
export function ClassSection({ results }: { readonly results: readonly StoredResult[] }) {
  const tasks = taskIds.flatMap((task) => {
    const own = results.filter((result) => result.task === task);
    const classes = classScores(own.map(({ secondary }) => secondary)).map(({ name, percent }) => ({
      name: classAsWords(task, name),
      percent,
    }));
    return classes.length > 0 ? [{ task, classes, seeds: own.length }] : [];
  });
  if (tasks.length === 0) return null;
  return (
    <section className={styles.learned} aria-labelledby="classes">
      <header>
        <h2 id="classes">Class by class</h2>
        <p>Intersection over union of each class in percent, best first; the mean over seeds. Not ranked.</p>
      </header>
      {tasks.map(({ task, classes, seeds }) => (
        <details key={task} className={styles.classes}>
          <summary>
            <h3>{taskFacts(task).label}</h3> {classes.length} classes, {seeds}{" "}
            {seeds === 1 ? "seed" : "seeds"}: best {classes[0]?.name} {classes[0]?.percent.toFixed(1)}, worst{" "}
            {classes.at(-1)?.name} {classes.at(-1)?.percent.toFixed(1)}
          </summary>
          <DataTable
            caption={`Classes of ${taskFacts(task).label}`}
            isSmall
            rows={classes}
            keyOf={({ name }) => name}
            columns={[
              { heading: "Class", cell: ({ name }) => name },
              { heading: "IoU, %", cell: ({ percent }) => percent.toFixed(1) },
              {
                heading: <span className="visually-hidden">Bar</span>,
                id: "bar",
                cell: ({ percent }) => (
                  <span className={styles.bar} aria-hidden="true">
                    <i style={{ width: `${percent.toFixed(1)}%` }} />
                  </span>
                ),
              },
            ]}
          />
        </details>
      ))}
    </section>
  );
}
