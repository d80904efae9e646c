import { stat } from "node:fs/promises";
import { InputError } from "../files/input-error.ts";
import { LeaseBook } from "../leases/lease-book.ts";
import type { Attempt, LeaseRecord } from "../leases/lease-record.ts";
import { defaultTakeoverSeconds, type SilenceWatch } from "../leases/silence.ts";
import { type CellState, cellState } from "./cell-state.ts";
import { registeredCells } from "./cells-file.ts";
import { gridCells } from "./grid-cell.ts";

/** One cell of an output folder as other shells see it. */
export interface CellStatus {
  readonly cell: string;
  readonly state: CellState;
  /** Of the newest attempt; null: nobody has tried. */
  readonly attempt: number | null;
  readonly worker: { readonly host: string; readonly pid: number } | null;
  readonly progress: LeaseRecord["progress"];
  /** Since the worker was seen to beat by whoever asks; null where nobody works on it. */
  readonly silentSeconds: number | null;
  /** Why it failed. */
  readonly reason: string | null;
  /** Measures it by itself; null where nobody has tried. */
  readonly command: string | null;
}

export interface GridStatus {
  readonly cells: readonly CellStatus[];
  readonly counts: Readonly<Record<CellState, number>>;
  /** Until all is done at the pace so far, seconds; null: nothing to judge by. */
  readonly secondsLeft: number | null;
}

/** Looks at an output folder again and again, from outside. @throws InputError where it is none */
export async function gridStatus(out: string, watch: SilenceWatch): Promise<GridStatus> {
  if (!(await stat(out).catch(() => null))?.isDirectory()) {
    throw new InputError(`${out}: not found; expected the --out of \`evaluator run\` or \`work\``);
  }
  const attempts = await new LeaseBook(out, defaultTakeoverSeconds).newest();
  const cells = await gridCells(await registeredCells(out));
  const known = new Map(cells.map((cell) => [cell.key, cell]));
  const keys = new Set([...known.keys(), ...attempts.keys()]);
  const statuses = [...keys].map((key): CellStatus => {
    const attempt = attempts.get(key);
    const fingerprint = known.get(key)?.fingerprint ?? null;
    const state = cellState(out, { fingerprint }, attempt, watch);
    const title = known.get(key)?.title ?? attempt?.record?.title ?? key;
    return { cell: title, state, ...attemptFacts(attempt, state, watch) };
  });
  const counts = { "to do": 0, running: 0, done: 0, failed: 0 };
  for (const { state } of statuses) counts[state]++;
  return { cells: statuses, counts, secondsLeft: secondsLeft(counts, [...attempts.values()]) };
}

function attemptFacts(
  attempt: Attempt | undefined,
  state: CellState,
  watch: SilenceWatch,
): Omit<CellStatus, "cell" | "state"> {
  const record = attempt?.record ?? null;
  const isRunning = state === "running";
  return {
    attempt: attempt?.attempt ?? null,
    worker: record && { host: record.holder.host, pid: record.holder.pid },
    progress: isRunning ? (record?.progress ?? null) : null,
    silentSeconds: isRunning && attempt ? watch.silentSeconds(attempt) : null,
    reason: state === "failed" ? (record?.end?.reason ?? null) : null,
    command: record?.command ?? null,
  };
}

/** By the mean time of the cells that were measured, shared by those who are at work. */
function secondsLeft(counts: GridStatus["counts"], attempts: readonly Attempt[]): number | null {
  const open = counts["to do"] + counts.running;
  if (open === 0) return 0;
  const times = attempts.flatMap(({ record }) =>
    record?.end?.outcome === "measured" ? [record.end.seconds] : [],
  );
  if (times.length === 0 || counts.running === 0) return null;
  const mean = times.reduce((sum, seconds) => sum + seconds, 0) / times.length;
  // Half of what runs is done, on average.
  return (mean * (open - counts.running / 2)) / counts.running;
}
