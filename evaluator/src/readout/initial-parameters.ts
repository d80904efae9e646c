import type { ReadoutConfig } from "./config.ts";
import {
  initialLossParameters,
  initialParameters,
  type ParameterFacts,
  type ParameterValues,
} from "./parameters.ts";
import { classifierFacts, type LossSpec } from "./trainer.ts";

/** A loss's own parameters: a classifier of every instance, or none. */
export function lossParameterFacts(
  [{ outputs }]: readonly ReadoutConfig[],
  loss: LossSpec,
): readonly ParameterFacts[] {
  return loss.kind === "instance-classification" ? classifierFacts(outputs, loss.classes) : [];
}

/** Where training starts for a seed: every readout's parameters, then the loss's own where it has some. */
export function parametersOfSeed(
  configs: readonly ReadoutConfig[],
  loss: LossSpec,
  seed: number,
): ParameterValues[] {
  const readouts = configs.map((config, readout) => initialParameters(config, seed, readout));
  const ofLoss = lossParameterFacts(configs, loss);
  return ofLoss.length === 0 ? readouts : [...readouts, initialLossParameters(ofLoss, seed)];
}
