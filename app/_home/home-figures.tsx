import Link from "next/link";
import { metricColumn } from "#db/derive/board-view/columns.ts";
import { numberWord } from "#db/derive/finding/task-phrases.ts";
import { TrainingLegend } from "../_parts/training-legend.tsx";
import { CostScatter } from "./cost-scatter.tsx";
import { DotStrip } from "./dot-strip.tsx";
import { ShapeDefinitions } from "./dots.tsx";
import type { FirstFigures } from "./first-figures.ts";
import styles from "./home.module.css";
import { LinkedFigures } from "./linked-figures.tsx";
import { mostShapes } from "./mark.tsx";
import { SaveFigure } from "./save-figure.tsx";
import { ScatterMarks } from "./scatter-marks.tsx";
import { StripMarks } from "./strip-marks.tsx";

interface FiguresProperties {
  readonly figures: FirstFigures;
  /** Whose numbers they are. */
  readonly source: string;
  /** Address of the board's Pareto page; null: own data has none. */
  readonly paretoPath: string | null;
}

/** What a board looks like: each task's scores (paper, Fig. 4a), and a score against what it costs (Fig. 8). */
export function HomeFigures({
  figures: { backbones, strips, scatter },
  source,
  paretoPath,
}: FiguresProperties) {
  const tasks = `${numberWord(strips.length)} ${strips.length === 1 ? "task" : "tasks"}`;
  return (
    <LinkedFigures shows={`Backbones in ${tasks}${scatter ? " and against their cost" : ""}`} strips={strips}>
      <ShapeDefinitions />
      <figure className={styles.strips}>
        <figcaption>
          <TrainingLegend trainings={backbones.map(({ training }) => training)} />
          <p>{backbones.length > mostShapes && "a line each; "}better →</p>
          <p>
            best<span className="visually-hidden">; all in the table below</span>
          </p>
          <SaveFigure what="the scores of each task" strips={strips} source={source} />
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
            <p className={styles.against}>{scoreWords(scatter.metric)} against cost</p>
            <SaveFigure what="the score against cost" scatter={scatter} source={source} />
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
