import { InputError } from "../../files/input-error.ts";
import * as op from "../../program/operations.ts";
import { phasedSize, type ReadoutConfig } from "../config.ts";
import type { ParameterFacts } from "../parameters.ts";
import { decodeInGroups } from "../readout.ts";
import type { Loss } from "./loss.ts";
import { checkTargets, phasedPixels } from "./phased-targets.ts";
import { crossEntropy } from "./pixel-losses.ts";
import { total } from "./staged-sum.ts";

/** Pixels that a step looks at, and which instance each shows. */
export interface InstanceSamples {
  /** Row-major pixel indices of the output, `[images, samples an image]`. */
  readonly pixels: Int32Array;
  /** 0: background; else the instance's number in the training set. `[images, samples an image]` */
  readonly classes: Int32Array;
}

/** Name of the classifier among the loss's parameters. */
export const classifierName = "classifier.weight";

/** The classifier `[n, K]`, N(0, 1) and without bias (authors' released code); it trains but is no part of P_learn. */
export function classifierFacts(outputs: number, classes: number): readonly ParameterFacts[] {
  return [{ name: classifierName, shape: [outputs, classes], initial: { kind: "normal", deviation: 1 } }];
}

/**
 * Every instance of the training set is a class of its own: softmax cross-entropy over all K of them, mean over the
 * sampled pixels (paper, section 4.1; sampling is our decision, PROTOCOL.md). The logits, samples x K, are made in
 * pieces too.
 */
export function instanceClassificationLoss(
  config: ReadoutConfig,
  batch: number,
  { classes, samplesPerImage }: { readonly classes: number; readonly samplesPerImage: number },
): Loss<InstanceSamples> {
  const [phases, rows, columns] = phasedSize(config);
  const { outputs } = config;
  const inPhase = rows * columns;
  const placeOfPixel = inverse(phasedPixels(config));
  const samples = batch * samplesPerImage;
  const entry = new Int32Array(samples * outputs);
  const index = new Int32Array(samples);
  const weight = new Float32Array(samples);
  return {
    parameterFacts: classifierFacts(outputs, classes),
    graph({ gathered, parameters, configs, own, pieceBytes }) {
      const entries = op.input("entry", [batch, samplesPerImage * outputs], "int32");
      const inputs = [entries, op.input("index", [samples], "int32"), op.input("weight", [samples])];
      const [embedded] = decodeInGroups(
        gathered,
        parameters,
        configs,
        { perImage: [entries], extra: [], pieceBytes },
        ([{ tensor }], [entriesOfGroup]) => {
          const flat = op.reshape(tensor, [tensor.shape[0], phases * outputs * inPhase]);
          return [op.pick(flat, entriesOfGroup, 1)];
        },
      );
      const piece = divisorUpTo(samples, pieceBytes / (4 * classes));
      const pieces = samples / piece;
      const sliced = [
        op.reshape(embedded, [pieces, piece, outputs]),
        op.reshape(inputs[1], [pieces, piece, 1]),
        op.reshape(inputs[2], [pieces, piece, 1]),
      ];
      const losses = op.mapPieces(sliced, [own[classifierName]], ([embeddings, labels, weights], [all]) => ({
        stacked: [crossEntropy(op.matmul(embeddings, all), labels, weights, 1)],
        summed: [],
      }));
      const ofImages = op.reshape(losses.stacked[0], [batch, samplesPerImage]);
      return { inputs, loss: total(ofImages), statistics: {} };
    },
    feeds(targets, images) {
      checkTargets(targets.pixels, images, samplesPerImage, "sampled pixels");
      checkTargets(targets.classes, images, samplesPerImage, "classes of sampled pixels");
      const count = images * samplesPerImage;
      entry.fill(0);
      index.fill(0);
      for (let sample = 0; sample < count; sample++) {
        const place = placeOfPixel[targets.pixels[sample]];
        const label = targets.classes[sample];
        if (place === undefined) {
          throw new InputError(
            `sampled pixel ${targets.pixels[sample]}, expected 0 to ${placeOfPixel.length - 1}`,
          );
        }
        if (!(label >= 0 && label < classes)) {
          throw new InputError(`class ${label} of a sampled pixel, expected 0 to ${classes - 1}`);
        }
        index[sample] = label;
        const [phase, within] = [Math.floor(place / inPhase), place % inPhase];
        for (let channel = 0; channel < outputs; channel++) {
          entry[sample * outputs + channel] = (phase * outputs + channel) * inPhase + within;
        }
      }
      weight.fill(0).fill(1 / count, 0, count);
      return { feeds: { entry, index, weight }, counts: [count] };
    },
    statistics: (results, [count]) => ({ kind: "mean", sum: results.loss[0] * count, count }),
  };
}

function inverse(order: Int32Array): Int32Array {
  const found = new Int32Array(order.length);
  order.forEach((pixel, place) => {
    found[pixel] = place;
  });
  return found;
}

function divisorUpTo(whole: number, most: number): number {
  for (let divisor = Math.min(whole, Math.floor(most)); divisor > 1; divisor--) {
    if (whole % divisor === 0) return divisor;
  }
  return 1;
}
