import { readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomically } from "../files/atomic-file.ts";
import type { Lease } from "../leases/lease.ts";
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from "./checkpoint.ts";

/**
 * A cell's states on disk. Each attempt has files of its own, the latest state and the one before, so that an attempt
 * that lost its lease can spoil nothing; lost power or a kill leaves whole files.
 */
export class CheckpointFiles {
  readonly #folder: string;
  readonly #identity: string;
  readonly #lease: Lease;

  /** @param out the output folder */
  constructor(out: string, identity: string, lease: Lease) {
    this.#folder = join(out, ".work");
    this.#identity = identity;
    this.#lease = lease;
  }

  /**
   * The newest whole state of any attempt. A damaged one is named in a line and passed over.
   *
   * @returns null: there is none; the run then starts over
   */
  async read(say: (line: string) => void): Promise<Checkpoint | null> {
    for (const path of await this.#newestFirst()) {
      const bytes = await readFile(path).catch(() => null);
      if (bytes === null) continue;
      const found = decodeCheckpoint(this.#identity, bytes);
      if (!("damage" in found)) return found;
      say(`damaged checkpoint ${path}: ${found.damage}; going on without it`);
    }
    return null;
  }

  /** Keeps the state before as well. @throws LeaseLost, having written nothing, where another attempt took over. */
  async write(checkpoint: Checkpoint): Promise<void> {
    await this.#lease.requireHeld();
    const path = this.#path(false);
    // An attempt's first write finds nothing to keep.
    await rename(path, this.#path(true)).catch(() => {});
    await writeFileAtomically(path, encodeCheckpoint(this.#identity, checkpoint));
    const [, , ...superseded] = await this.#newestFirst();
    for (const old of superseded) await rm(old, { force: true });
  }

  /** All of the cell, and what kills left of files that were being written. */
  async remove(): Promise<void> {
    for (const path of await this.#newestFirst()) await rm(path, { force: true });
    const partial = `.${this.#identity}.`;
    for (const name of await this.#list()) {
      if (name.startsWith(partial)) await rm(join(this.#folder, name), { force: true });
    }
  }

  #path(isPrevious: boolean): string {
    const name = `${this.#identity}.${this.#lease.attempt}${isPrevious ? ".previous" : ""}.checkpoint`;
    return join(this.#folder, name);
  }

  #list(): Promise<string[]> {
    return readdir(this.#folder).catch(() => []);
  }

  async #newestFirst(): Promise<string[]> {
    const files = (await this.#list()).flatMap((name) => {
      const [, cell, attempt, previous] = /^(\w+)\.(\d+)(\.previous)?\.checkpoint$/.exec(name) ?? [];
      if (cell !== this.#identity) return [];
      return [{ path: join(this.#folder, name), attempt: Number(attempt), age: previous ? 1 : 0 }];
    });
    return files.sort((a, b) => b.attempt - a.attempt || a.age - b.age).map(({ path }) => path);
  }
}
