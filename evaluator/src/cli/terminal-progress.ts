import { PhaseRate } from "../cell/phase-rate.ts";
import type { Progress } from "../cell/progress.ts";
import { formatBytes } from "../files/free-space.ts";

const plainIntervalMs = 5000;
const terminalIntervalMs = 100;

export interface TerminalProgress extends Progress {
  /** `done` of `total` bytes, in units that people read; null: nobody knows how many there are. */
  bytes(phase: string, done: number, total: number | null): void;
  end(): void;
}

/**
 * Progress on standard error: one line that renews itself on a terminal, a plain line every few seconds elsewhere.
 */
export function terminalProgress(stream: NodeJS.WriteStream = process.stderr): TerminalProgress {
  const renews = stream.isTTY === true;
  const rate = new PhaseRate();
  let shownMs = 0;
  let open = false;
  const clear = () => {
    if (open) stream.write("\r\u001b[K");
    open = false;
  };
  const show = (state: State): void => {
    const now = performance.now();
    const perSecond = rate.at(state.name, state.done, now);
    if (perSecond === null) shownMs = 0;
    const finished = state.total !== null && state.done >= state.total;
    if (!finished && now - shownMs < (renews ? terminalIntervalMs : plainIntervalMs)) return;
    shownMs = now;
    const text = describe(state, perSecond ?? 0);
    if (renews && !finished) {
      stream.write(`\r${text.slice(0, (stream.columns ?? 80) - 1)}\u001b[K`);
      open = true;
    } else {
      clear();
      stream.write(`${text}\n`);
    }
  };
  return {
    update: (name, done, total, note = "") => show({ name, done, total, note, amount: String }),
    bytes: (name, done, total) => show({ name, done, total, note: "", amount: formatBytes }),
    line(message) {
      clear();
      stream.write(`${message}\n`);
    },
    end: clear,
  };
}

interface State {
  readonly name: string;
  readonly done: number;
  readonly total: number | null;
  readonly note: string;
  readonly amount: (value: number) => string;
}

function describe({ name, done, total, note, amount }: State, rate: number): string {
  const parts = [`${name} ${amount(done)}${total === null ? "" : `/${amount(total)}`}`];
  if (rate > 0) parts.push(`${amount === String ? plainRate(rate) : amount(rate)}/s`);
  if (rate > 0 && total !== null && done < total) parts.push(`${formatSeconds((total - done) / rate)} left`);
  if (note) parts.push(note);
  return parts.join("  ");
}

const plainRate = (rate: number): string => (rate >= 10 ? rate.toFixed(0) : rate.toFixed(2));

export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}
