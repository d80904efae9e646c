"use client";

import { type ReactNode, useId, useRef, useState } from "react";
import { Live } from "../_parts/live.tsx";
import { type ChartFormat, type ChartTable, type ChartWords, chartFormats } from "./chart-words.ts";
import styles from "./exported-chart.module.css";

interface ExportedProperties extends ChartWords {
  readonly table: ChartTable;
  /** What is saved: every `svg` of it, each where it stands. */
  readonly children: ReactNode;
}

/**
 * A chart with buttons that save it: as a picture with title, legend and source, in the light theme whatever the page's, or
 * its numbers. What draws the pictures is loaded by the first click. Text outside of an `svg` is in no picture. Pictures are laid
 * out 680 pixels wide inside an element with `data-saved`, so a chart's styles can give them a height of their own.
 */
export function ExportedChart({ table, children, ...words }: ExportedProperties) {
  const drawing = useRef<HTMLDivElement>(null);
  const [problem, setProblem] = useState("");
  const label = useId();
  const save = async (format: ChartFormat) => {
    try {
      const { saveChart } = await import("./save-chart.ts");
      if (drawing.current) await saveChart(format, drawing.current, words, table);
      setProblem("");
    } catch {
      setProblem(`The ${format} could not be made.`);
    }
  };
  return (
    <>
      <div ref={drawing}>{children}</div>
      <div className={`${styles.row} needs-script no-print`}>
        <Live>
          <span id={label}>Save the chart</span>
          {chartFormats.map((format) => (
            <button
              key={format}
              type="button"
              aria-label={`${format}: ${words.title}`}
              aria-describedby={label}
              onClick={() => save(format)}
            >
              {format}
            </button>
          ))}
        </Live>
        <span role="status">{problem}</span>
      </div>
    </>
  );
}
