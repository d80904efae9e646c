import { InputError } from "../../files/input-error.ts";
import * as op from "../../program/operations.ts";
import { phasedSize, type ReadoutConfig } from "../config.ts";
import { decodeInGroups } from "../readout.ts";
import type { Loss } from "./loss.ts";
import { checkTargets, phasedPixels } from "./phased-targets.ts";
import { absoluteError, focal } from "./pixel-losses.ts";
import { total } from "./staged-sum.ts";

/**
 * CenterNet as the authors' released code trains it (PROTOCOL.md): the first readout's heat map by RetinaNet's focal
 * loss, mean over all pixels, plus the second readout's sizes by L1, mean over the positive entries of the size map.
 *
 * Targets: `[images, 3, H, W]`, the heat map in [0, 1], then width and height as fractions of the image, 0 where there
 * is no object.
 */
export function detectionLoss(configs: readonly ReadoutConfig[], batch: number): Loss<Float32Array> {
  const [heat, size] = configs;
  if (configs.length !== 2 || heat.outputs !== 1 || size.outputs !== 2) {
    throw new InputError(
      `detection readouts of ${configs.map(({ outputs }) => outputs)} outputs, expected 1 and 2`,
    );
  }
  const [phases, rows, columns] = phasedSize(heat);
  const pixels = phasedPixels(heat);
  const inPhase = rows * columns;
  const heatTarget = new Float32Array(batch * pixels.length);
  const heatWeight = new Float32Array(batch);
  const sizeTarget = new Float32Array(2 * batch * pixels.length);
  const sizeWeight = new Float32Array(2 * batch * pixels.length);
  return {
    parameterFacts: [],
    graph(context) {
      const inputs = [
        op.input("heatTarget", [batch, phases, 1, inPhase]),
        op.input("heatWeight", [batch, 1, 1, 1]),
        op.input("sizeTarget", [batch, phases, 2, inPhase]),
        op.input("sizeWeight", [batch, phases, 2, inPhase]),
      ];
      const sums = decodeInGroups(
        context.gathered,
        context.parameters,
        context.configs,
        { perImage: inputs, extra: [], pieceBytes: context.pieceBytes },
        (images, [heatOf, weightOf, sizeOf, positiveOf]) => {
          const [logits, sizes] = images.map(({ tensor }, index) =>
            op.reshape(tensor, (index === 0 ? heatOf : sizeOf).shape),
          );
          return [focal(logits, heatOf, weightOf), absoluteError(sizes, sizeOf, positiveOf)];
        },
      );
      const [heatLoss, sizeLoss] = sums.map(total);
      return { inputs, loss: op.add(heatLoss, sizeLoss), statistics: { heatLoss, sizeLoss } };
    },
    feeds(targets, images) {
      checkTargets(targets, images, 3 * pixels.length, "detection targets");
      sizeWeight.fill(0);
      let positives = 0;
      // 19 million values a step, in the process's own thread: no iterators, no division for each.
      for (let image = 0; image < images; image++) {
        const source = 3 * image * pixels.length;
        const heatPlace = image * pixels.length;
        for (let place = 0; place < pixels.length; place++) {
          heatTarget[heatPlace + place] = targets[source + pixels[place]];
        }
        for (let plane = 0; plane < 2 * phases; plane++) {
          const [phase, channel] = [plane >> 1, plane & 1];
          const map = source + (1 + channel) * pixels.length;
          const sizePlace = (image * 2 * phases + plane) * inPhase;
          for (let within = 0; within < inPhase; within++) {
            const value = targets[map + pixels[phase * inPhase + within]];
            sizeTarget[sizePlace + within] = value;
            if (!(value > 0)) continue;
            sizeWeight[sizePlace + within] = 1;
            positives += 1;
          }
        }
      }
      for (let place = 0; place < sizeWeight.length; place++) {
        if (sizeWeight[place] > 0) sizeWeight[place] = 1 / positives;
      }
      heatWeight.fill(0).fill(1 / (images * pixels.length), 0, images);
      return {
        feeds: { heatTarget, heatWeight, sizeTarget, sizeWeight },
        counts: [images * pixels.length, positives],
      };
    },
    statistics: (results, [all, positives]) => ({
      kind: "means",
      terms: [
        { sum: results.heatLoss[0] * all, count: all },
        { sum: results.sizeLoss[0] * positives, count: positives },
      ],
    }),
  };
}
