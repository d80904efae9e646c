"use client";

import { type RefObject, useId, useState } from "react";
import { Live } from "../_parts/live.tsx";
import { type ChartFormat, type ChartTable, type ChartWords, chartFormats } from "./chart-words.ts";
import styles from "./save-buttons.module.css";

interface ButtonsProperties extends ChartWords {
  /** What is saved: every `svg` in it, each where it stands. Text outside of an `svg` is in no picture. */
  readonly drawing: RefObject<HTMLElement | null>;
  readonly table: ChartTable;
}

/**
 * Buttons that save a chart: as a picture with title, legend and source, in the light theme whatever the page's, or its
 * numbers. What draws the pictures is loaded by the first click.
 */
export function SaveButtons({ drawing, table, ...words }: ButtonsProperties) {
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
  );
}
