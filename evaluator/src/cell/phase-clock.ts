import type { ResultBundle } from "../contract/index.ts";

export type Phase = ResultBundle["phases"][number];

const sampleIntervalMs = 200;

/** Adds up the time and the highest resident memory of each phase; a phase may be entered many times. */
export class PhaseClock {
  readonly #phases = new Map<Phase["name"], { seconds: number; peakRssBytes: number }>();
  /** Of this process alone, milliseconds. */
  readonly #waits = new Map<Phase["name"], { waitedMs: number; totalMs: number }>();

  /** Counts in what an earlier, interrupted process spent. */
  add(earlier: readonly Phase[]): void {
    for (const { name, seconds, peakRssBytes } of earlier) {
      const known = this.#phases.get(name) ?? { seconds: 0, peakRssBytes: 0 };
      known.seconds += seconds;
      known.peakRssBytes = Math.max(known.peakRssBytes, peakRssBytes);
      this.#phases.set(name, known);
    }
  }

  async measure<T>(name: Phase["name"], work: () => Promise<T>): Promise<T> {
    const phase = this.#phases.get(name) ?? { seconds: 0, peakRssBytes: 0 };
    this.#phases.set(name, phase);
    const sample = () => {
      phase.peakRssBytes = Math.max(phase.peakRssBytes, process.memoryUsage.rss());
    };
    sample();
    const timer = setInterval(sample, sampleIntervalMs).unref();
    const start = performance.now();
    try {
      return await work();
    } finally {
      clearInterval(timer);
      sample();
      const ms = performance.now() - start;
      phase.seconds += ms / 1000;
      this.#wait(name).totalMs += ms;
    }
  }

  /** Within `measure` of the same phase: counts as time in which its work waited for data. */
  async wait<T>(name: Phase["name"], data: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await data();
    } finally {
      this.#wait(name).waitedMs += performance.now() - start;
    }
  }

  phases(): Phase[] {
    return [...this.#phases].map(([name, { seconds, peakRssBytes }]) => ({ name, seconds, peakRssBytes }));
  }

  /** One line for the end of a cell: seconds of each phase, and the share of them that it waited for data. */
  summary(): string {
    const phases = [...this.#phases].map(([name, { seconds }]) => {
      const { waitedMs, totalMs } = this.#wait(name);
      const waited = waitedMs > 0 ? ` (${((100 * waitedMs) / totalMs).toFixed(1)} % waiting for data)` : "";
      return `${name} ${seconds.toFixed(1)} s${waited}`;
    });
    return `phases: ${phases.join(", ")}`;
  }

  #wait(name: Phase["name"]): { waitedMs: number; totalMs: number } {
    const known = this.#waits.get(name) ?? { waitedMs: 0, totalMs: 0 };
    this.#waits.set(name, known);
    return known;
  }
}
