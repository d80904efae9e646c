import Link from "next/link";
import { metricColumn } from "#db/derive/board-view/columns.ts";
import { trainings } from "#db/derive/board-view/training.ts";
import { ShapeMark } from "../_parts/shape-mark.tsx";
import { CostScatter } from "./cost-scatter.tsx";
import { DotStrip } from "./dot-strip.tsx";
import { ShapeDefinitions } from "./dots.tsx";
import type { FirstFigures } from "./first-figures.ts";
import styles from "./home.module.css";
import { LinkedFigures } from "./linked-figures.tsx";
import { ScatterMarks } from "./scatter-marks.tsx";
import { StripMarks } from "./strip-marks.tsx";

interface FiguresProperties {
  readonly figures: FirstFigures;
  /** Address of the board's Pareto page; null: own data has none. */
  readonly paretoPath: string | null;
}

/** What a board looks like: each task's scores (paper, Fig. 4a), and a score against what it costs (Fig. 8). */
export function HomeFigures({ figures: { backbones, strips, scatter }, paretoPath }: FiguresProperties) {
  const present = trainings.filter(({ id }) => backbones.some(({ training }) => training === id));
  return (
    <LinkedFigures strips={strips}>
      <ShapeDefinitions />
      <figure className={styles.strips}>
        <figcaption>
          <ul className={styles.legend}>
            {present.map(({ id, label }) => (
              <li key={id}>
                <ShapeMark training={id} /> {label}
              </li>
            ))}
          </ul>
          <p>better →</p>
          <p>best; all in the table below</p>
        </figcaption>
        <ul>
          {strips.map((strip) => (
            <DotStrip key={strip.metric} strip={strip}>
              <StripMarks strip={strip} backbones={backbones} />
            </DotStrip>
          ))}
        </ul>
      </figure>
      {scatter && (
        <figure className={styles.scatter}>
          <figcaption>
            <p>{scoreWords(scatter.metric)} against cost</p>
            {paretoPath && (
              <Link href={paretoPath} prefetch={false}>
                All costs
              </Link>
            )}
          </figcaption>
          <CostScatter scatter={scatter}>
            <ScatterMarks scatter={scatter} backbones={backbones} />
          </CostScatter>
        </figure>
      )}
    </LinkedFigures>
  );
}

function scoreWords(metric: Parameters<typeof metricColumn>[0]): string {
  const { taskLabel, label } = metricColumn(metric);
  return `${taskLabel} ${label}`;
}
