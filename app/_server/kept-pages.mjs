// Next's own door to a store of kept pages (next.config.mjs, cacheHandler). The build loads it too, and has no store.

/** @typedef {import("./kept-pages.ts").KeptPages} KeptPages */

const shared = /** @type {{ keptPages?: KeptPages }} */ (globalThis);

export default class PageDoor {
  /** @param {string} key */
  async get(key) {
    return shared.keptPages?.get(key) ?? null;
  }

  /** @param {string} key @param {any} page @param {{ cacheControl?: unknown }} context */
  async set(key, page, { cacheControl }) {
    shared.keptPages?.set(key, page, cacheControl);
  }

  // A page is kept as long as what it was made of is the newest; nothing else discards it.
  async revalidateTag() {}

  resetRequestCache() {}
}
