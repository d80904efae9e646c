import type { ResultBundle } from "../contract/index.ts";

export type Phase = ResultBundle["phases"][number];

const sampleIntervalMs = 200;

/** Adds up the time and the highest resident memory of each phase; a phase may be entered many times. */
export class PhaseClock {
  readonly #phases = new Map<Phase["name"], { seconds: number; peakRssBytes: number }>();

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
      phase.seconds += (performance.now() - start) / 1000;
    }
  }

  phases(): Phase[] {
    return [...this.#phases].map(([name, { seconds, peakRssBytes }]) => ({ name, seconds, peakRssBytes }));
  }
}
