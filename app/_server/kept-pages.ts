import { AsyncLocalStorage } from "node:async_hooks";
import { KeptApart, type KeptFor } from "./kept-apart.ts";

/** What Next hands over of a page, as far as it is looked at here. */
interface Page {
  /** Absent: 200. */
  readonly status?: number | undefined;
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

/** A view (the last segment), a choice of backbones, and a pair of states: each is one of more than anybody could keep. */
const askedPath = /\/(~[\w-]+|compare\/.*|since\/[^/]+)$/;

/** Of what is not there, or leads elsewhere, there is no end either. */
const keptFor = (key: string, page: Page | null): KeptFor =>
  askedPath.test(key) || (page?.status ?? 200) !== 200 ? "what is asked" : "what is here";

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
 * a row is stored. Views that anybody makes up push out no page that everybody reads.
 */
export class KeptPages {
  readonly #pages = new KeptApart<Kept>(limitBytes);
  readonly #asking = new AsyncLocalStorage<string | null>();

  get bytes(): number {
    return this.#pages.bytes;
  }

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
    this.#pages.set(key, kept, bytesOf(value) + 2 * key.length, keptFor(key, value));
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
