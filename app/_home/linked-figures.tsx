"use client";

import { type KeyboardEvent, type ReactNode, useState } from "react";
import { metricColumn } from "#db/derive/board-view/columns.ts";
import styles from "./home.module.css";
import { figureMark, useLinkedBackbones } from "./linked-backbones.tsx";
import type { Strip } from "./strip-facts.ts";

interface FiguresProperties {
  /** What the figures are of. */
  readonly shows: string;
  readonly strips: readonly Strip[];
  readonly children: ReactNode;
}

/**
 * The figures as one stop of the keyboard: arrow keys walk the backbones by rank, and their numbers are read out; Enter opens
 * the page of the one that is marked, Escape lets go of it.
 */
export function LinkedFigures({ shows, strips, children }: FiguresProperties) {
  const { backbones, lit, light } = useLinkedBackbones();
  const [spoken, speak] = useState("");
  const walk = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget) return;
    if (event.key === "Enter")
      event.currentTarget.querySelector<SVGAElement>("[data-lit-link]")?.dispatchEvent(click());
    const next = nextIndex(event.key, lit, backbones.length);
    if (next === null) return;
    event.preventDefault();
    light(next);
    speak(`${backbones[next]?.label}: ${strips.map((strip) => scoreWords(strip, next)).join(", ")}`);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form controls; this groups the marks of charts
    <div
      role="group"
      aria-label={`${shows}. Arrow keys walk them by rank, Enter opens one.`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: where arrow keys are listened to
      tabIndex={0}
      className={styles.figures}
      onKeyDown={walk}
      {...figureMark}
    >
      {children}
      <p className="visually-hidden" aria-live="polite">
        {lit === null ? "" : spoken}
      </p>
    </div>
  );
}

const click = () => new MouseEvent("click", { bubbles: true, cancelable: true });

function scoreWords({ metric, values }: Strip, index: number): string {
  const { taskLabel, label, digits } = metricColumn(metric);
  const value = values[index] ?? null;
  return `${taskLabel} ${label} ${value === null ? "not measured" : value.toFixed(digits)}`;
}

/** From nobody a step leads to the best or, backwards, to the last. */
function nextIndex(key: string, now: number | null, count: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: Math.min((now ?? -1) + 1, count - 1),
    ArrowDown: Math.min((now ?? -1) + 1, count - 1),
    ArrowLeft: Math.max((now ?? count) - 1, 0),
    ArrowUp: Math.max((now ?? count) - 1, 0),
    Home: 0,
    End: count - 1,
  };
  return steps[key] ?? null;
}
