/** What long work tells of itself; the command line decides how it looks. */
export interface Progress {
  /** `done` of `total` units of a named phase. */
  update(phase: string, done: number, total: number, note?: string): void;
  /** One line that stays. */
  line(message: string): void;
}
