import { elementCount } from "../math/element-count.ts";
import type { Feeds } from "./executor.ts";
import type { Program } from "./tensor.ts";

/** Throws where a feed is missing or has another size than its input: a mistake that engines report poorly. */
export function checkFeeds(program: Program, feeds: Feeds): void {
  for (const { operation, shape, dataType } of program.inputs) {
    if (operation.kind !== "input") throw new Error(`program input is a ${operation.kind}`);
    const feed = feeds[operation.name];
    const found = feed ? (feed instanceof Int32Array ? "int32" : "float32") : "nothing";
    if (found !== dataType || feed.length !== elementCount(shape)) {
      throw new Error(
        `feed ${operation.name}: ${found} of ${feed?.length ?? 0} values, expected ${dataType} [${shape.join(", ")}]`,
      );
    }
  }
}
