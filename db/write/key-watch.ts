import type { OpenDatabase } from "../open/shared-database.ts";
import { type MaintainerKeys, publishedKeys } from "../store/maintainer-keys.ts";
import { applyKeys } from "./judge-signatures.ts";

/** Folders on networks and in containers tell nobody of changes, so it is looked at. */
const lookEveryMs = 1000;

const nameOf = (keys: MaintainerKeys) => JSON.stringify(publishedKeys(keys));

/** Lets changes of the maintainers' keys act while the site serves. */
export class KeyWatch {
  readonly #open: OpenDatabase;
  readonly #say: (line: string) => void;
  #applied: string | null = null;
  #looking: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(open: OpenDatabase, say: (line: string) => void) {
    this.#open = open;
    this.#say = say;
  }

  /** Judges all signatures if the keys are others than at the last look; the first look does so always. */
  look(): Promise<void> {
    this.#looking ??= this.#apply().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  async #apply(): Promise<void> {
    const keys = nameOf(this.#open.maintainers.read());
    if (keys === this.#applied) return;
    const { signed, unsigned } = await applyKeys(this.#open);
    // Judged by keys at least as new; if they were newer, the next look does it once more.
    this.#applied = keys;
    if (signed.length + unsigned.length === 0) return;
    const counts = `signatures that count anew: ${signed.length}, no longer: ${unsigned.length}`;
    this.#say(`maintainers' keys changed: ${counts}`);
  }

  /** Resolves after the first look. */
  async start(): Promise<void> {
    await this.look();
    this.#timer = setInterval(() => {
      this.look().catch((error: unknown) => this.#say(`maintainers' keys: ${String(error)}`));
    }, lookEveryMs);
  }

  /** No look is under way when it resolves: the database may be closed. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking?.catch(() => {});
  }
}
