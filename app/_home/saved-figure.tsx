import { type ReactNode, useRef } from "react";
import { metricColumn } from "#db/derive/board-view/columns.ts";
import type { ChartWords } from "../_charts/chart-words.ts";
import { fileName } from "../_charts/file-name.ts";
import { SaveButtons } from "../_charts/save-buttons.tsx";
import { trainingLegend } from "../_charts/training-legend.ts";
import { LitInterval, measureWords } from "./dot-strip.tsx";
import { scatterTable, stripsTable } from "./figure-tables.ts";
import home from "./home.module.css";
import { useLinkedBackbones } from "./linked-backbones.tsx";
import styles from "./saved-figure.module.css";
import { scatterHeight } from "./scatter-axes.ts";
import type { Scatter } from "./scatter-facts.ts";
import { ScatterMarks } from "./scatter-marks.tsx";
import { stripHeight } from "./strip-dots.ts";
import type { Strip } from "./strip-facts.ts";
import { StripMarks } from "./strip-marks.tsx";

export type SavedProperties = {
  /** Whose numbers they are. */
  readonly source: string;
} & ({ readonly strips: readonly Strip[] } | { readonly scatter: Scatter });

/** A figure of the first screen with its words inside, which on the page stand around it: out of sight, and buttons that save it. */
export default function SavedFigure(figure: SavedProperties) {
  return "strips" in figure ? <SavedStrips {...figure} /> : <SavedScatter {...figure} />;
}

function SavedStrips({ strips, source }: { strips: readonly Strip[]; source: string }) {
  const { backbones } = useLinkedBackbones();
  const words = { name: "scores-by-task", title: "Scores by task, better to the right", source };
  return (
    <Saved words={words} table={stripsTable(strips, backbones)}>
      {strips.map((strip) => (
        <SavedStrip key={strip.metric} strip={strip} />
      ))}
    </Saved>
  );
}

/** In pixels of the saved picture, which is 680 wide. */
const strip = { left: 152, width: 392, words: 558 } as const;

function SavedStrip({ strip: drawn }: { strip: Strip }) {
  const { backbones } = useLinkedBackbones();
  const column = metricColumn(drawn.metric);
  const [best, ...others] = drawn.leaders;
  const value = best === undefined ? null : (drawn.values[best] ?? null);
  return (
    <svg width="100%" height={stripHeight + 6} className={home.plot} aria-hidden="true">
      <text y={16} className={styles.task}>
        {column.taskLabel}
      </text>
      <text y={31} className={styles.small}>
        {measureWords(column)}
      </text>
      <svg x={strip.left} width={strip.width} height={stripHeight} className={home.at} aria-hidden="true">
        <LitInterval strip={drawn} />
        <StripMarks strip={drawn} backbones={backbones} />
      </svg>
      {best !== undefined && value !== null && (
        <>
          <text x={strip.words} y={16} className={styles.task}>
            {value.toFixed(column.digits)}
          </text>
          <text x={strip.words} y={31} className={styles.small}>
            {`${backbones[best]?.label}${others.length > 0 ? ` +${others.length}` : ""}`}
          </text>
        </>
      )}
    </svg>
  );
}

/** Room for the numbers and the name of the axes. */
const scatter = { left: 52, top: 8, width: 620, bottom: 42 } as const;

function SavedScatter({ scatter: drawn, source }: { scatter: Scatter; source: string }) {
  const { backbones } = useLinkedBackbones();
  const column = metricColumn(drawn.metric);
  const words = {
    name: `score-${fileName(drawn.metric)}-${fileName(drawn.costLabel)}`,
    title: `${column.taskLabel} ${column.label} against ${drawn.costLabel}, with the frontier`,
    source,
  };
  return (
    <Saved words={words} table={scatterTable(drawn, backbones)}>
      <svg
        width="100%"
        height={scatter.top + scatterHeight + scatter.bottom}
        className={home.plot}
        aria-hidden="true"
      >
        <svg
          x={scatter.left}
          y={scatter.top}
          width={scatter.width}
          height={scatterHeight}
          className={home.at}
          aria-hidden="true"
        >
          <ScatterMarks scatter={drawn} backbones={backbones} />
        </svg>
        <text x={scatter.left} y={scatter.top + scatterHeight + 36} className={styles.small}>
          {drawn.costLabel} (← cheaper)
        </text>
        <text
          transform={`translate(11 ${scatter.top + scatterHeight / 2}) rotate(-90)`}
          textAnchor="middle"
          className={styles.small}
        >
          {measureWords(column)}
        </text>
      </svg>
    </Saved>
  );
}

interface DrawnProperties {
  readonly words: ChartWords;
  readonly table: Parameters<typeof SaveButtons>[0]["table"];
  readonly children: ReactNode;
}

function Saved({ words, table, children }: DrawnProperties) {
  const { backbones } = useLinkedBackbones();
  const drawing = useRef<HTMLDivElement>(null);
  return (
    <>
      <div ref={drawing} hidden>
        {children}
      </div>
      <SaveButtons
        drawing={drawing}
        table={table}
        legend={trainingLegend(backbones.map(({ training }) => training))}
        {...words}
      />
    </>
  );
}
