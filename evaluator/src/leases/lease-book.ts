import { mkdir, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { writeError } from "../files/write-error.ts";
import { HeldLease } from "./held-lease.ts";
import { type Holder, thisProcess } from "./holder.ts";
import { type Attempt, type LeaseEnd, type LeaseRecord, newRecord, readRecord } from "./lease-record.ts";

/** What a lease says of its cell. */
export type LeasedCell = Pick<LeaseRecord, "title" | "command">;

/**
 * The leases of an output folder, `OUT/.leases/<cell>.<attempt>.json`. An attempt begins with the exclusive creation of
 * its file, so of several workers one has it, on a network file system as well. No file is ever removed: the newest
 * attempt is the one that counts, and its number fences off those before.
 */
export class LeaseBook {
  readonly #folder: string;
  readonly #takeoverSeconds: number;
  readonly #holder: Holder = thisProcess();
  /** Records that will not change. */
  readonly #ended = new Map<string, LeaseRecord>();

  /** @param takeoverSeconds silence after which others may take a lease of this process over */
  constructor(out: string, takeoverSeconds: number) {
    this.#folder = join(out, ".leases");
    this.#takeoverSeconds = takeoverSeconds;
  }

  /** The newest attempt at each cell, by the cell's key. */
  async newest(): Promise<Map<string, Attempt>> {
    const names = await readdir(this.#folder).catch(() => []);
    const attempts = new Map<string, number>();
    for (const name of names) {
      const [, key, number] = /^(\w+)\.(\d+)\.json$/.exec(name) ?? [];
      if (key !== undefined) attempts.set(key, Math.max(attempts.get(key) ?? 0, Number(number)));
    }
    const found = [...attempts].map(async ([key, attempt]): Promise<[string, Attempt]> => {
      return [key, { key, attempt, record: await this.#record(key, attempt) }];
    });
    return new Map(await Promise.all(found));
  }

  /** Takes the cell's next attempt. null: another worker was faster. */
  async take(key: string, attempt: number, cell: LeasedCell): Promise<HeldLease | null> {
    const record = this.#newRecord(cell, null);
    if (!(await this.#create(key, attempt, record))) return null;
    const files = { path: this.#path(key, attempt), next: this.#path(key, attempt + 1) };
    return new HeldLease(files, attempt, record);
  }

  /** An attempt that measures nothing and only says what is to be thought of the cell. false: another was faster. */
  note(key: string, attempt: number, cell: LeasedCell, end: LeaseEnd): Promise<boolean> {
    return this.#create(key, attempt, this.#newRecord(cell, end));
  }

  /** Attempts just before this one that nobody ended: their workers died. */
  async diedBefore(key: string, attempt: number): Promise<number> {
    let died = 0;
    while (attempt - died > 1 && !(await this.#record(key, attempt - died - 1))?.end) died++;
    return died;
  }

  #newRecord(cell: LeasedCell, end: LeaseEnd | null): LeaseRecord {
    return newRecord({ ...cell, holder: this.#holder, takeoverSeconds: this.#takeoverSeconds }, end);
  }

  async #create(key: string, attempt: number, record: LeaseRecord): Promise<boolean> {
    const path = this.#path(key, attempt);
    try {
      await mkdir(this.#folder, { recursive: true });
      const file = await open(path, "wx");
      try {
        await file.writeFile(`${JSON.stringify(record)}\n`);
      } finally {
        await file.close();
      }
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
      throw writeError(path, error);
    }
  }

  async #record(key: string, attempt: number): Promise<LeaseRecord | null> {
    const path = this.#path(key, attempt);
    const known = this.#ended.get(path);
    if (known !== undefined) return known;
    const record = await readRecord(path);
    if (record?.end) this.#ended.set(path, record);
    return record;
  }

  #path(key: string, attempt: number): string {
    return join(this.#folder, `${key}.${attempt}.json`);
  }
}
