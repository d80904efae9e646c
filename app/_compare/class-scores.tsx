import { taskFacts } from "#contract";
import type { BackboneFacts } from "#db/derive/board/backbone-facts.ts";
import type { ClassComparison } from "#db/derive/class-comparison.ts";
import { SeriesMark, seriesLook, seriesPath } from "../_parts/series.tsx";
import { type Column, DataTable } from "../_table/data-table.tsx";
import styles from "./compare.module.css";

type ClassRow = ClassComparison["rows"][number];

interface ClassesProperties {
  readonly backbones: readonly BackboneFacts[];
  readonly classes: readonly ClassComparison[];
}

/** Classes shown before the fold: of 171 most differ little. */
const shownFirst = 21;

/** Where backbones differ, class by class, the widest apart first. */
export function ClassScores({ backbones, classes }: ClassesProperties) {
  if (classes.length === 0) return null;
  return (
    <section className={styles.section} aria-labelledby="classes">
      <h2 id="classes">By class</h2>
      <p>
        Intersection over union of each class over the whole test set, in percent, mean over seeds; higher is
        better. The classes that the backbones differ in most come first. Of a class one number is kept and no
        resamples, so no difference here has an interval: of many classes some differ by chance.
      </p>
      {classes.map((one, index) => (
        <details key={one.task} open={index === 0} className={styles.classes}>
          <summary>
            <h3>{taskFacts(one.task).label}</h3> {one.rows.length} classes
          </summary>
          <ClassTable backbones={backbones} rows={one.rows.slice(0, shownFirst)} task={one.task} />
          {one.rows.length > shownFirst && (
            <details>
              <summary>The other {one.rows.length - shownFirst}, which differ less</summary>
              <ClassTable backbones={backbones} rows={one.rows.slice(shownFirst)} task={one.task} />
            </details>
          )}
        </details>
      ))}
    </section>
  );
}

interface TableProperties {
  readonly backbones: readonly BackboneFacts[];
  readonly rows: readonly ClassRow[];
  readonly task: ClassComparison["task"];
}

function ClassTable({ backbones, rows, task }: TableProperties) {
  return (
    <DataTable
      caption={`Scores by class, ${taskFacts(task).label}, %`}
      leastWidth="28rem"
      isRuled
      rows={rows}
      keyOf={({ label }) => label}
      columns={[
        { heading: "Class", cell: ({ label }) => label },
        {
          id: "strip",
          heading: (
            <span className={styles.stripAxis}>
              <span>0</span> <span>50</span> <span>100 %</span>
            </span>
          ),
          cell: ({ percents }) => <Strip percents={percents} />,
        },
        ...backbones.map(
          ({ id, label }, index): Column<ClassRow> => ({
            id,
            heading: (
              <span className={styles.marked}>
                <SeriesMark place={index} /> {label}
              </span>
            ),
            cell: ({ percents }) => <Percent percents={percents} own={percents[index] ?? null} />,
          }),
        ),
        { heading: "Apart, points", cell: ({ spread }) => spread.toFixed(1) },
      ]}
    />
  );
}

/** Marked where it is the best of those shown, alone. */
function Percent({ percents, own }: { percents: ClassRow["percents"]; own: number | null }) {
  if (own === null) return "–";
  const leads =
    percents.every((other) => other === null || other <= own) &&
    percents.filter((other) => other === own).length === 1;
  return (
    <>
      <span className={leads ? styles.leads : undefined}>{own.toFixed(1)}</span>
      {leads && <span className="visually-hidden"> the better here</span>}
    </>
  );
}

/** Drawing's own pixels: marks need half their width beyond both ends. */
const strip = { width: 220, height: 16, margin: 8 } as const;

/** The numbers of a row on one line from 0 to 100 percent; they stand beside it, so screen readers pass it over. */
function Strip({ percents }: { percents: ClassRow["percents"] }) {
  const place = (percent: number) => strip.margin + (percent / 100) * (strip.width - 2 * strip.margin);
  const known = percents.filter((percent) => percent !== null);
  return (
    <svg viewBox={`0 0 ${strip.width} ${strip.height}`} aria-hidden="true" className={styles.strip}>
      <line x1={place(0)} x2={place(100)} y1={strip.height / 2} y2={strip.height / 2} />
      <line
        data-spread
        x1={place(Math.min(...known))}
        x2={place(Math.max(...known))}
        y1={strip.height / 2}
        y2={strip.height / 2}
      />
      {percents.map((percent, index) =>
        percent === null ? null : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is the backbone's
          <g key={index} {...seriesLook(index)}>
            <path d={seriesPath(index)} transform={`translate(${place(percent)} ${strip.height / 2})`} />
          </g>
        ),
      )}
    </svg>
  );
}
