/** Most bytes of features that are loaded ahead of those in use: 32 images of FeatUp's take 5 GB, so none. */
const aheadBytes = 2 ** 30;

/** Beyond this, more would only hide how slow the data are. */
const mostAhead = 4;

/** How many batches of so many bytes are loaded while another is in use. */
export function batchesAhead(batchBytes: number): number {
  return Math.min(mostAhead, Math.floor(aheadBytes / batchBytes));
}

/** What is loaded one after the other, the next ones while one is in use. */
export class LoadedAhead<Loaded> {
  readonly #loads: Iterator<() => Promise<Loaded>>;
  readonly #ahead: number;
  readonly #queue: Promise<Loaded>[] = [];

  constructor(loads: Iterable<() => Promise<Loaded>>, ahead: number) {
    this.#loads = loads[Symbol.iterator]();
    this.#ahead = ahead;
  }

  /** The next one, once those after it are asked for. */
  async next(): Promise<Loaded> {
    while (this.#queue.length <= this.#ahead) {
      const { done, value: load } = this.#loads.next();
      if (done) break;
      const loading = load();
      // An error surfaces where the batch is awaited, not as an unhandled rejection.
      loading.catch(() => {});
      this.#queue.push(loading);
    }
    const first = this.#queue.shift();
    if (!first) throw new Error("nothing is left to load");
    return first;
  }
}
