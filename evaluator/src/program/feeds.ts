import { elementCount } from "../math/element-count.ts";
import type { Feeds } from "./executor.ts";
import type { Program } from "./tensor.ts";

/** Throws where a feed is missing or has another size than its input: a mistake that engines report poorly. */
export function checkFeeds(program: Program, feeds: Feeds): void {
  for (const { operation, shape, dataType } of program.inputs) {
    if (operation.kind !== "input") throw new Error(`program input is a ${operation.kind}`);
    const feed = feeds[operation.name];
    const [found, length] = feed ? typeAndLength(feed) : ["nothing", 0];
    if (found !== dataType || length !== elementCount(shape)) {
      throw new Error(
        `feed ${operation.name}: ${found} of ${length} values, expected ${dataType} [${shape.join(", ")}]`,
      );
    }
  }
}

function typeAndLength(feed: Feeds[string]): [string, number] {
  if (isHostArray(feed)) return [feed instanceof Int32Array ? "int32" : "float32", feed.length];
  return [feed.type, feed.size];
}

/** @throws Error on a tensor that lies in a device's memory. */
export function hostArray(feed: Feeds[string]): Float32Array | Int32Array {
  if (isHostArray(feed)) return feed;
  throw new Error("a feed lies in the memory of another engine's device; expected one of the process");
}

export const isHostArray = (feed: Feeds[string]): feed is Float32Array | Int32Array =>
  feed instanceof Float32Array || feed instanceof Int32Array;
