/**
 * Every reader, target and metric on real images. No sample comes with the project: REAL_DATA names a folder with `voc`,
 * `coco` and `nyu`, laid out like the data sets (`nyu/tiny` in place of `nyu` where there is one); without it nothing runs.
 *
 *     REAL_DATA=DIR npx vitest run --project evaluator evaluator/src/tasks/real-data.test.ts
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { validationRandom } from "../cell/batches.ts";
import { type MetricId, type ProtocolTaskId, protocolTaskIds } from "../contract/index.ts";
import type { DepthMap } from "../data/dataset.ts";
import { checkExpectedSample } from "../data/expected-sample.ts";
import { prepareImage } from "../data/prepare.ts";
import { resizeChannels } from "../data/resize.ts";
import { outputSize } from "../protocol.ts";
import { croppedInstanceIds } from "./coco-crop.ts";
import { openTask } from "./index.ts";
import type { NumberedInstances } from "./instance-discrimination.ts";
import type { Task } from "./task.ts";

const root = process.env.REAL_DATA ?? "";
const folders: Readonly<Record<ProtocolTaskId, string>> = {
  voc2012: "voc",
  "coco-stuff": "coco",
  boundaries: "coco",
  "object-detection": "coco",
  "instance-discrimination": "coco",
  "nyuv2-depth": existsSync(join(root, "nyu", "tiny")) ? join("nyu", "tiny") : "nyu",
};

/** What a perfect readout would give, and how good the metric then has to be. */
const perfection: Readonly<
  Record<ProtocolTaskId, { readonly metric: MetricId; holds(value: number): boolean }>
> = {
  voc2012: { metric: "voc2012/iou", holds: (iou) => iou === 100 },
  "coco-stuff": { metric: "coco-stuff/iou", holds: (iou) => iou === 100 },
  boundaries: { metric: "boundaries/iou", holds: (iou) => iou === 100 },
  // Embeddings are resized bilinearly, ids by nearest neighbour: outlines are off.
  "instance-discrimination": { metric: "instance-discrimination/ari", holds: (ari) => ari > 90 },
  // Boxes are centred on their masks' centroids, so even true sizes miss the strict thresholds.
  "object-detection": { metric: "object-detection/apLarge", holds: (ap) => ap > 0.3 },
  // Labels at the output's size and back again: only outlines are off.
  "nyuv2-depth": { metric: "nyuv2-depth/rmse", holds: (meters) => meters < 0.3 },
};

const say = (line: string) => process.stdout.write(`${line}\n`);

/** One channel a label, `[channels, N]`: 10 where the label is, else 0. */
function oneHot(labels: ArrayLike<number>, channels: number): Float32Array {
  const planes = new Float32Array(channels * labels.length);
  for (let pixel = 0; pixel < labels.length; pixel++) {
    if (labels[pixel] < channels) planes[labels[pixel] * labels.length + pixel] = 10;
  }
  return planes;
}

const logit = (share: number): number => {
  const inside = Math.min(0.9999, Math.max(0.0001, share));
  return Math.log(inside / (1 - inside));
};

function perfectOutputs(task: Task<unknown, unknown>, annotation: unknown): Float32Array[] {
  const size = outputSize(task);
  const pixels = size[0] * size[1];
  const target = () => task.batchTargets([task.target(annotation)], validationRandom());
  switch (task.id) {
    case "voc2012":
    case "coco-stuff":
    case "segmentation":
      return [oneHot(target() as Uint8Array, task.outputs[0])];
    case "boundaries":
      return [Float32Array.from(target() as Uint8Array, logit)];
    case "object-detection": {
      const maps = target() as Float32Array;
      return [maps.subarray(0, pixels).map(logit), maps.subarray(pixels)];
    }
    case "instance-discrimination": {
      const { annotations } = annotation as NumberedInstances;
      return [
        oneHot(
          croppedInstanceIds(annotations, size).map((id) => id % task.outputs[0]),
          task.outputs[0],
        ),
      ];
    }
    case "depth":
    case "nyuv2-depth": {
      const { depthMeters, height, width } = annotation as DepthMap;
      return [resizeChannels(depthMeters, 1, height, width, ...size, "nearest")];
    }
  }
}

describe.skipIf(root === "")("real data", () => {
  test.each(["voc", "coco", "nyu"])("%s: the readers see what independent software saw", async (folder) => {
    const path = join(root, folder);
    if (!existsSync(join(path, "expected.json"))) return;
    const checks = await checkExpectedSample(path);
    expect(checks.filter(({ passed }) => !passed)).toEqual([]);
    say(`${folder}: ${checks.length} statements hold`);
  });

  test.each(protocolTaskIds)(
    "%s: targets of every image, and the metric of perfect predictions",
    async (id) => {
      const opened = await openTask(id, "standard", join(root, folders[id]), {
        onWarning: say,
      });
      const { task } = opened;
      await using dataset = opened.dataset;
      const { train, validation, test: tested } = dataset.splits;
      const all = [...train, ...validation, ...tested];
      await dataset.verify(all);
      for (const image of all) {
        const { data } = prepareImage(await dataset.readImage(image), task.preparation);
        expect(data.every(Number.isFinite), image).toBe(true);
        task.batchTargets([task.target(await dataset.readAnnotation(image))], validationRandom());
      }
      const parts = { perfect: [] as unknown[], empty: [] as unknown[] };
      for (const image of tested) {
        const annotation = await dataset.readAnnotation(image);
        const outputs = perfectOutputs(task, annotation);
        parts.perfect.push(task.measure(outputs, annotation));
        parts.empty.push(
          task.measure(
            outputs.map((output) => new Float32Array(output.length)),
            annotation,
          ),
        );
      }
      const { metric, holds } = perfection[id];
      const value = (of: readonly unknown[]) => task.summarise(of).metrics[metric]?.() ?? Number.NaN;
      const [perfect, empty] = [value(parts.perfect), value(parts.empty)];
      const counts = `${train.length} + ${validation.length} + ${tested.length} images`;
      say(`${id}: ${counts}; ${metric} ${perfect} when perfect, ${empty} when empty`);
      expect(perfect).toSatisfy(holds);
      expect(empty).not.toSatisfy(holds);
    },
  );
});
