/** Puts features without end, or so many images; for tests that kill it, and that run two at once. */
import { features, key } from "./cache.fixture.ts";
import { openFeatureCache } from "./feature-cache.ts";

const [folder, first, count, length] = process.argv.slice(2);
const cache = await openFeatureCache(folder, { byteBudget: 1e9, shardBytes: 1e7 });
process.send?.("ready");
for (let image = Number(first); image < Number(first) + Number(count); image++) {
  await cache.put([{ key: key(image), what: `image ${image}` }], features(image, Number(length)));
}
await cache[Symbol.asyncDispose]();
process.disconnect?.();
