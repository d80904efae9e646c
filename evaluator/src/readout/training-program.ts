/** The programs of a trainer: one update, one evaluation, one prediction. */

import { elementCount } from "../math/element-count.ts";
import { gradients } from "../program/gradient.ts";
import * as op from "../program/operations.ts";
import { shareForward } from "../program/share-forward.ts";
import type { Program, Tensor } from "../program/tensor.ts";
import { type AdamWConfig, adamW } from "./adamw.ts";
import { outputSize, type ReadoutConfig } from "./config.ts";
import type { Loss } from "./losses/loss.ts";
import { cutParameters, type ParameterLayout, tensorsOf } from "./parameter-tensors.ts";
import { decodeInGroups, gather } from "./readout.ts";
import { interleave } from "./upsampler.ts";

export interface ProgramOptions {
  readonly configs: readonly ReadoutConfig[];
  readonly layout: ParameterLayout;
  readonly batch: number;
  /** Bytes that one piece of attention scores, and one group of decoded images, may take. */
  readonly pieceBytes: number;
}

/** Features and parameters go in; every readout's gathered tokens come out. */
function foundation({ configs, layout, batch, pieceBytes }: ProgramOptions) {
  const flat = op.input("parameters", [layout.length]);
  const [{ featureDim, featureGrid }] = configs;
  const features = op.input("features", [batch, featureDim, elementCount(featureGrid)]);
  const tensors = cutParameters(flat, layout);
  const parameters = configs.map((_, readout) => tensorsOf(readout, layout, tensors));
  const own = tensorsOf(null, layout, tensors);
  const gathered = configs.map((config, index) => gather(features, parameters[index], config, pieceBytes));
  return { flat, features, tensors, parameters, own, gathered };
}

function withLoss<Targets>(options: ProgramOptions, loss: Loss<Targets>) {
  const base = foundation(options);
  const graph = loss.graph({ ...options, ...base });
  return { ...base, graph, inputs: [base.features, base.flat, ...graph.inputs] };
}

/** Inputs: features, parameters, targets. Outputs: loss and its statistics. */
export function evaluationProgram<Targets>(options: ProgramOptions, loss: Loss<Targets>): Program {
  const { inputs, graph } = withLoss(options, loss);
  return { inputs, outputs: { loss: graph.loss, ...graph.statistics } };
}

/** Inputs as for evaluation. Outputs: loss and `gradient`, flat like the parameters. */
export function gradientProgram<Targets>(options: ProgramOptions, loss: Loss<Targets>): Program {
  const { inputs, graph, tensors } = withLoss(options, loss);
  const gradient = flatGradient(graph.loss, tensors);
  return { inputs, outputs: shareForward({ loss: graph.loss, gradient }) };
}

/** Inputs: those of evaluation, both moments and the step's corrections. Outputs: loss before the update, next state. */
export function updateProgram<Targets>(
  options: ProgramOptions,
  loss: Loss<Targets>,
  optimiser: AdamWConfig,
): Program {
  const { inputs, graph, tensors, flat } = withLoss(options, loss);
  const [firstMoment, secondMoment] = ["firstMoment", "secondMoment"].map((name) =>
    op.input(name, flat.shape),
  );
  const [stepSize, secondScale] = ["stepSize", "secondScale"].map((name) => op.input(name, [1]));
  const updated = adamW(
    { parameters: flat, firstMoment, secondMoment },
    flatGradient(graph.loss, tensors),
    { stepSize, secondScale },
    optimiser,
  );
  return {
    inputs: [...inputs, firstMoment, secondMoment, stepSize, secondScale],
    outputs: shareForward({
      loss: graph.loss,
      nextParameters: updated.parameters,
      nextFirstMoment: updated.firstMoment,
      nextSecondMoment: updated.secondMoment,
    }),
  };
}

function flatGradient(loss: Tensor, tensors: readonly Tensor[]): Tensor {
  const seed = { tensor: loss, cotangent: op.filled(loss.shape, 1) };
  const parts = gradients([seed], tensors);
  return op.concat(
    parts.map((part) => op.reshape(part, [elementCount(part.shape)])),
    0,
  );
}

/** Inputs: features, parameters. Outputs: `output0`, ... `[B, n, H, W]`, one a readout. */
export function predictionProgram(options: ProgramOptions): Program {
  const { features, flat, gathered, parameters } = foundation(options);
  const stacked = decodeInGroups(
    gathered,
    parameters,
    options.configs,
    { perImage: [], extra: [], pieceBytes: options.pieceBytes },
    (images) => images.map(interleave),
  );
  const outputs = options.configs.map((config, index) => [
    `output${index}`,
    op.reshape(stacked[index], [options.batch, config.outputs, ...outputSize(config)]),
  ]);
  return { inputs: [features, flat], outputs: Object.fromEntries(outputs) };
}
