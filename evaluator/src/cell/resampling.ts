import { createHash } from "node:crypto";
import type { ResampledUnit } from "../contract/index.ts";
import type { Dataset } from "../data/dataset.ts";
import type { ResampledUnits } from "../math/bootstrap.ts";

/** How a test set is resampled. */
export interface Resampling {
  readonly unit: ResampledUnit;
  readonly units: ResampledUnits;
  /** Of the units' names: whoever tests on the same images, or a part of them, draws the same. */
  readonly seedSha256: string;
}

type TestSet = Pick<Dataset<unknown>, "splits" | "testPopulation" | "sceneOf">;

/**
 * Units are drawn from the whole population that the test images were chosen from, in an order that only their names decide:
 * so tasks that test on the same images, or on some of them, share one draw whatever their annotations. Images of one scene
 * come together (our decision, PROTOCOL.md).
 */
export function resamplingOf({ splits, testPopulation = splits.test, sceneOf }: TestSet): Resampling {
  const scene = (id: string) => sceneOf?.(id) ?? null;
  const nameOf = (id: string) => (scene(id) === null ? `image ${id}` : `scene ${scene(id)}`);
  const names = [...new Set(testPopulation.map(nameOf))].sort();
  const numbers = new Map(names.map((name, number) => [name, number]));
  const ofImage = splits.test.map((id) => {
    const number = numbers.get(nameOf(id));
    if (number === undefined) throw new Error(`test image ${id} is not of the population it was chosen from`);
    return number;
  });
  return {
    unit: testPopulation.some((id) => scene(id) !== null) ? "scenes" : "images",
    units: { count: names.length, ofImage: Uint32Array.from(ofImage) },
    seedSha256: createHash("sha256").update(names.join("\n")).digest("hex"),
  };
}
