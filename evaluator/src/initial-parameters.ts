import type { ReadoutConfig } from "./readout/config.ts";
import { initialLossParameters, initialParameters, type ParameterValues } from "./readout/parameters.ts";
import { classifierFacts, type LossSpec } from "./readout/trainer.ts";

/** Where training starts for a seed: every readout's parameters, then the loss's own where it has some. */
export function parametersOfSeed(
  configs: readonly ReadoutConfig[],
  loss: LossSpec,
  seed: number,
): ParameterValues[] {
  const readouts = configs.map((config, readout) => initialParameters(config, seed, readout));
  if (loss.kind !== "instance-classification") return readouts;
  const [{ outputs }] = configs;
  return [...readouts, initialLossParameters(classifierFacts(outputs, loss.classes), seed)];
}
