import { PhaseRate } from "../cell/phase-rate.ts";
import type { Progress } from "../cell/progress.ts";

const plainIntervalMs = 5000;
const terminalIntervalMs = 100;

export interface TerminalProgress extends Progress {
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
  return {
    update(name, done, total, note = "") {
      const now = performance.now();
      const perSecond = rate.at(name, done, now);
      if (perSecond === null) shownMs = 0;
      const finished = done >= total;
      if (!finished && now - shownMs < (renews ? terminalIntervalMs : plainIntervalMs)) return;
      shownMs = now;
      const text = describe(name, done, total, perSecond ?? 0, note);
      if (renews && !finished) {
        stream.write(`\r${text.slice(0, (stream.columns ?? 80) - 1)}\u001b[K`);
        open = true;
      } else {
        clear();
        stream.write(`${text}\n`);
      }
    },
    line(message) {
      clear();
      stream.write(`${message}\n`);
    },
    end: clear,
  };
}

function describe(name: string, done: number, total: number, rate: number, note: string): string {
  const parts = [`${name} ${done}/${total}`];
  if (rate > 0) parts.push(`${rate >= 10 ? rate.toFixed(0) : rate.toFixed(2)}/s`);
  if (rate > 0 && done < total) parts.push(`${formatSeconds((total - done) / rate)} left`);
  if (note) parts.push(note);
  return parts.join("  ");
}

export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}
