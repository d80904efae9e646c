import { InputError } from "../../files/input-error.ts";
import * as op from "../../program/operations.ts";
import { phasedSize, type ReadoutConfig } from "../config.ts";
import { decodeInGroups } from "../readout.ts";
import type { Loss } from "./loss.ts";
import { checkTargets, phasedPixels } from "./phased-targets.ts";
import { binaryCrossEntropy, crossEntropy } from "./pixel-losses.ts";
import { total } from "./staged-sum.ts";

/**
 * Softmax cross-entropy, mean over the pixels whose label is not `ignoreLabel`. Targets: labels `[images, H, W]`.
 */
export function crossEntropyLoss(
  config: ReadoutConfig,
  batch: number,
  ignoreLabel: number,
): Loss<Uint8Array> {
  const [phases, rows, columns] = phasedSize(config);
  const pixels = phasedPixels(config);
  const index = new Int32Array(batch * pixels.length);
  const weight = new Float32Array(batch * pixels.length);
  const shape = [batch, phases, 1, rows * columns];
  return {
    parameterFacts: [],
    graph(context) {
      const inputs = [op.input("index", shape, "int32"), op.input("weight", shape)];
      const [sums] = decodeInGroups(
        context.gathered,
        context.parameters,
        context.configs,
        { perImage: inputs, extra: [], pieceBytes: context.pieceBytes },
        ([{ tensor }], [indexOfGroup, weightOfGroup]) => {
          const logits = op.reshape(tensor, [...tensor.shape.slice(0, 3), rows * columns]);
          return [crossEntropy(logits, indexOfGroup, weightOfGroup, 2)];
        },
      );
      return { inputs, loss: total(sums), statistics: {} };
    },
    feeds(labels, images) {
      checkTargets(labels, images, pixels.length, "labels");
      let count = 0;
      for (let place = 0; place < images * pixels.length; place++) if (labels[place] !== ignoreLabel) count++;
      weight.fill(0);
      index.fill(0);
      const share = 1 / count;
      for (let first = 0; first < images * pixels.length; first += pixels.length) {
        for (let within = 0; within < pixels.length; within++) {
          const label = labels[first + pixels[within]];
          if (label === ignoreLabel) continue;
          if (label >= config.outputs) {
            throw new InputError(`label ${label}, expected 0 to ${config.outputs - 1} or ${ignoreLabel}`);
          }
          index[first + within] = label;
          weight[first + within] = share;
        }
      }
      return { feeds: { index, weight }, counts: [count] };
    },
    statistics: (results, [count]) => ({
      kind: "mean",
      sum: count === 0 ? 0 : results.loss[0] * count,
      count,
    }),
  };
}

/** Binary cross-entropy with logits, mean over all pixels. Targets: 0 or 1, `[images, H, W]`. */
export function binaryCrossEntropyLoss(config: ReadoutConfig, batch: number): Loss<Uint8Array> {
  const [phases, rows, columns] = phasedSize(config);
  const pixels = phasedPixels(config);
  const target = new Float32Array(batch * pixels.length);
  const weight = new Float32Array(batch);
  return {
    parameterFacts: [],
    graph(context) {
      const shape = [batch, phases, 1, rows * columns];
      const inputs = [op.input("target", shape), op.input("weight", [batch, 1, 1, 1])];
      const [sums] = decodeInGroups(
        context.gathered,
        context.parameters,
        context.configs,
        { perImage: inputs, extra: [], pieceBytes: context.pieceBytes },
        ([{ tensor }], [targetOfGroup, weightOfGroup]) => {
          const logits = op.reshape(tensor, targetOfGroup.shape);
          return [binaryCrossEntropy(logits, targetOfGroup, weightOfGroup)];
        },
      );
      return { inputs, loss: total(sums), statistics: {} };
    },
    feeds(labels, images) {
      checkTargets(labels, images, pixels.length, "labels");
      const count = images * pixels.length;
      for (let first = 0; first < count; first += pixels.length) {
        for (let within = 0; within < pixels.length; within++) {
          const label = labels[first + pixels[within]];
          if (label > 1) throw new InputError(`label ${label}, expected 0 or 1`);
          target[first + within] = label;
        }
      }
      weight.fill(0).fill(1 / count, 0, images);
      return { feeds: { target, weight }, counts: [count] };
    },
    statistics: (results, [count]) => ({ kind: "mean", sum: results.loss[0] * count, count }),
  };
}
