import { setTimeout as sleep } from "node:timers/promises";
import type PgBoss from "pg-boss";
import type { Progress } from "../cell/progress.ts";
import { parseDocument } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { oneLine } from "../files/one-line.ts";
import type { CellState } from "./cell-state.ts";
import { type PlannedCell, plannedCellSchema } from "./cells-file.ts";
import { gridCells } from "./grid-cell.ts";

const lookAgainMs = 1000;
/** A job that is not finished after so many takeover times is handed out again; the lease says whether to wait. */
const takeoversUntilExpiry = 5;
/** Expired jobs come back for as long as there are workers. */
const retryLimit = 1_000_000;

export interface QueuePlace {
  /** Address of a PostgreSQL database. */
  readonly database: string;
  readonly queue: string;
}

/**
 * Cells as jobs of pg-boss: hands cells to workers on machines that have no batch system. A job only says where to look;
 * the lease in the output folder decides who measures, so a job that comes twice measures nothing twice.
 */
export class CellQueue implements AsyncDisposable {
  readonly #boss: PgBoss;
  readonly #queue: string;

  private constructor(boss: PgBoss, queue: string) {
    this.#boss = boss;
    this.#queue = queue;
  }

  /** @throws InputError where the database cannot be reached */
  static async open({ database, queue }: QueuePlace, say: Progress["line"]): Promise<CellQueue> {
    // Loaded when it is needed: no other command pays for it.
    const { default: Boss } = await import("pg-boss");
    const boss = new Boss({
      ...{ connectionString: database, application_name: "evaluator", max: 2, schedule: false },
      maintenanceIntervalSeconds: 30,
    });
    boss.on("error", (error) => say(`queue: ${oneLine(error)}`));
    try {
      await boss.start();
      // One waiting job a cell.
      await boss.createQueue(queue, { name: queue, policy: "short" });
    } catch (error) {
      await boss.stop({ graceful: false }).catch(() => {});
      const [found, where] = [
        oneLine(error instanceof AggregateError ? error.errors[0] : error),
        host(database),
      ];
      throw new InputError(`database ${where}: ${found}; expected a PostgreSQL of version 13 or newer`);
    }
    return new CellQueue(boss, queue);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#boss.stop({ graceful: false });
  }

  /** @returns how many cells were not waiting already */
  async fill(planned: readonly PlannedCell[], takeoverSeconds: number): Promise<number> {
    const cells = await gridCells(planned);
    let added = 0;
    for (const [index, { key }] of cells.entries()) {
      if (await this.#send(key, { cell: planned[index], takeoverSeconds }, 0)) added++;
    }
    return added;
  }

  async #send(key: string, data: CellJob, startAfter: number): Promise<boolean> {
    const expireInSeconds = takeoversUntilExpiry * data.takeoverSeconds;
    const options = { singletonKey: key, startAfter, retryLimit, expireInSeconds };
    return (await this.#boss.send(this.#queue, data, options)) !== null;
  }

  /**
   * Takes cells from the queue until it is empty.
   *
   * @param measure measures the cell, unless another worker does or it is done, and says how it stands then
   * @param rest "end": what other workers have is not waited for
   */
  async work(
    measure: (cell: PlannedCell) => Promise<CellState>,
    { signal, rest }: { readonly signal: AbortSignal; readonly rest: "wait" | "end" },
  ): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const [job] = await this.#boss.fetch<CellJob>(this.#queue);
      if (job !== undefined) {
        await this.#do(job, measure);
        continue;
      }
      if (rest === "end" || (await this.#unfinished()) === 0) return;
      await sleep(lookAgainMs, null, { signal });
    }
  }

  async #do(job: PgBoss.Job<CellJob>, measure: (cell: PlannedCell) => Promise<CellState>): Promise<void> {
    const parsed = parseDocument(plannedCellSchema, job.data.cell, "job");
    if (!parsed.ok)
      throw new InputError(`job ${job.id} of queue ${this.#queue}: no cell; expected a queue of cells`);
    const cell = parsed.document;
    try {
      const state = await measure(cell);
      if (state === "running") {
        // Another worker has it, and may die: the job comes again when its lease would be over.
        const [{ key }] = await gridCells([cell]);
        await this.#send(key, job.data, job.data.takeoverSeconds);
      }
      await this.#boss.complete(this.#queue, job.id, { state });
    } catch (error) {
      await this.#boss.fail(this.#queue, job.id, { reason: oneLine(error) });
      throw error;
    }
  }

  #unfinished(): Promise<number> {
    return this.#boss.getQueueSize(this.#queue, { before: "completed" });
  }
}

interface CellJob {
  readonly cell: PlannedCell;
  readonly takeoverSeconds: number;
}

/** The address without its password. */
function host(database: string): string {
  try {
    const { host: where, pathname } = new URL(database);
    return `${where}${pathname}`;
  } catch {
    return "of this address";
  }
}
