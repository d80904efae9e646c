import { bootstrapReplicates, type ResampledUnits, resampleIndices } from "../src/math/bootstrap.ts";
import { gaussian } from "../src/math/gaussian.fixture.ts";
import { uniformInteger, xoshiro128 } from "../src/math/random.ts";
import { percentileInterval } from "../src/statistics/index.ts";

/** A made-up depth test set: rooms of one to eight frames whose squared errors are alike within a room. */
export interface ClusteredSetting {
  readonly scenes: number;
  /** Correlation of two frames of one room. */
  readonly correlation: number;
  readonly simulations: number;
  readonly replicates: number;
}

/** Share of simulations in which the 95 % interval of the RMSE holds the true one, frames drawn one by one or by room. */
export function clusterCoverage({ scenes, correlation, simulations, replicates }: ClusteredSetting) {
  const random = xoshiro128([scenes, simulations, 0x73, 0x63]);
  const normal = gaussian(random);
  // Log-normal errors: exp(0.8 z) has the mean exp(0.32).
  const truth = Math.sqrt(Math.exp(0.32));
  const covered = { frames: 0, scenes: 0 };
  for (let simulation = 0; simulation < simulations; simulation++) {
    const [errors, sceneOf]: [number[], number[]] = [[], []];
    for (let scene = 0; scene < scenes; scene++) {
      const shared = normal();
      for (let frame = 0; frame < 1 + uniformInteger(random, 8); frame++) {
        const own = Math.sqrt(correlation) * shared + Math.sqrt(1 - correlation) * normal();
        errors.push(Math.exp(0.8 * own));
        sceneOf.push(scene);
      }
    }
    const holds = (units: ResampledUnits) => {
      const seed = simulation.toString(16).padStart(64, "0");
      const indices = resampleIndices(seed, units.count, replicates);
      const drawn = bootstrapReplicates(indices, units, (multiplicity) => rmse(errors, multiplicity));
      const { low, high } = percentileInterval(drawn, 0.95);
      return low <= truth && truth <= high ? 1 : 0;
    };
    const all = Uint32Array.from(errors, (_, frame) => frame);
    covered.frames += holds({ count: errors.length, ofImage: all });
    covered.scenes += holds({ count: scenes, ofImage: Uint32Array.from(sceneOf) });
  }
  return { frames: covered.frames / simulations, scenes: covered.scenes / simulations };
}

function rmse(errors: readonly number[], multiplicity: Uint32Array): number {
  let [sum, count] = [0, 0];
  for (const [frame, times] of multiplicity.entries()) {
    sum += times * errors[frame];
    count += times;
  }
  return Math.sqrt(sum / count);
}
