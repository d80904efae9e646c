"use client";

import { type ReactNode, useRef } from "react";
import type { ChartTable, ChartWords } from "./chart-words.ts";
import { SaveButtons } from "./save-buttons.tsx";

interface ExportedProperties extends ChartWords {
  readonly table: ChartTable;
  readonly children: ReactNode;
}

/**
 * A chart with buttons that save it. Pictures are laid out 680 pixels wide inside an element with `data-saved`, so a chart's
 * styles can give them a height of their own.
 */
export function ExportedChart({ children, ...words }: ExportedProperties) {
  const drawing = useRef<HTMLDivElement>(null);
  return (
    <>
      <div ref={drawing}>{children}</div>
      <SaveButtons drawing={drawing} {...words} />
    </>
  );
}
