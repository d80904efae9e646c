import { AsyncLocalStorage } from "node:async_hooks";
import { WithinBytes } from "#db/read/within-bytes.ts";

/** What Next hands over of a page, as far as it is looked at here. */
interface Page {
  readonly html?: string;
  readonly rscData?: Uint8Array;
  readonly body?: Uint8Array;
  readonly segmentData?: ReadonlyMap<string, Uint8Array>;
}

interface Kept {
  readonly value: Page | null;
  readonly lastModified: number;
  readonly cacheControl: unknown;
  /** Of the rows that it was made of, or of older ones. */
  readonly state: string;
}

const limitBytes = 64_000_000;
/** What a page takes besides its text. */
const entryBytes = 2_000;

function bytesOf(page: Page | null): number {
  const segments = [...(page?.segmentData?.values() ?? [])];
  const parts = [
    page?.html?.length,
    page?.rscData?.length,
    page?.body?.length,
    ...segments.map((one) => one.length),
  ];
  return parts.reduce<number>((total, length) => total + (length ?? 0), entryBytes);
}

/**
 * Pages that Next has made, each under the state of the rows that was the newest when it was asked for. A page is given out
 * while its state is still the newest; so nobody has to be told to discard it, and what several servers keep agrees as soon as
 * a row is stored.
 */
export class KeptPages {
  readonly #pages = new WithinBytes<Kept>(limitBytes);
  readonly #asking = new AsyncLocalStorage<string | null>();

  /** Answers a request from `state` or what is newer; null: nobody knows the newest, and any page is better than none. */
  answering<Answer>(state: string | null, answer: () => Answer): Answer {
    return this.#asking.run(state, answer);
  }

  get(key: string): Pick<Kept, "value" | "lastModified" | "cacheControl"> | null {
    const state = this.#asking.getStore();
    const found = this.#pages.get(key);
    if (!found || state === undefined || (state !== null && found.state !== state)) return null;
    return found;
  }

  set(key: string, value: Page | null, cacheControl: unknown): void {
    const state = this.#asking.getStore();
    if (typeof state !== "string") return;
    const kept = { value, lastModified: Date.now(), cacheControl, state };
    this.#pages.set(key, kept, bytesOf(value) + 2 * key.length);
  }

  /** Forgets what no request will be given again. */
  keepOnly(state: string): void {
    this.#pages.keepOnly((page) => page.state === state);
  }
}

/** Makes a store the one that Next is given, by kept-pages.mjs. */
export function shareKeptPages(pages: KeptPages): void {
  (globalThis as typeof globalThis & { keptPages?: KeptPages }).keptPages = pages;
}
