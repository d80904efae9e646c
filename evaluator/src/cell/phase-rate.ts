/** Units a second of the phase in progress: from the work done since it began, so a resumed run is not flattered. */
export class PhaseRate {
  #phase = "";
  #startedMs = 0;
  #startedAt = 0;

  /** @returns units a second; null: the phase has just begun */
  at(phase: string, done: number, nowMs: number): number | null {
    if (phase !== this.#phase) {
      this.#phase = phase;
      this.#startedMs = nowMs;
      this.#startedAt = done;
      return null;
    }
    const elapsedMs = nowMs - this.#startedMs;
    return elapsedMs > 0 ? (1000 * (done - this.#startedAt)) / elapsedMs : 0;
  }
}
