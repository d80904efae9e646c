import { join } from "node:path";
import type { DepthMap } from "./dataset.ts";
import { readRgbImage } from "./image.ts";
import { openNyuLabelled } from "./nyu-labelled.ts";
import { readFrameLists } from "./nyu-splits.ts";
import { checkImage, type Expected, type Report, short } from "./sample-values.ts";

function depthFacts({ depthMeters }: DepthMap): Expected {
  const valid = depthMeters.filter((value) => value > 0);
  let [min, max, sum] = [Number.POSITIVE_INFINITY, 0, 0];
  for (const value of valid) {
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
  }
  return { min, max, mean: sum / valid.length, valid: valid.length, zero: depthMeters.length - valid.length };
}

function checkDepth(report: Report, name: string, map: DepthMap, facts: Expected, sha: string): void {
  const { mean, ...found } = depthFacts(map);
  const { mean: expectedMean, ...expected } = facts;
  report(`${name} range`, found, expected);
  report(`${name} mean`, Math.abs(mean - expectedMean) < 1e-9 * expectedMean, true);
  report(`${name} values`, short(map.depthMeters), sha);
}

async function checkNyuFrames(folder: string, frames: Expected[], report: Report): Promise<void> {
  for (const depthSource of ["depths", "rawDepths"] as const) {
    await using dataset = await openNyuLabelled(folder, { depthSource });
    for (const frame of frames) {
      const id = String(frame.matlab_index).padStart(4, "0");
      const { train, validation, test } = dataset.splits;
      report(
        `frame ${id} split`,
        test.includes(id) ? "test" : [...train, ...validation].includes(id) ? "train" : "none",
        frame.split,
      );
      if (depthSource === "depths") checkImage(report, `frame ${id}`, await dataset.readImage(id), frame);
      const depth = await dataset.readAnnotation(id);
      checkDepth(
        report,
        `frame ${id} ${depthSource}`,
        depth,
        frame[depthSource],
        frame[`${depthSource}_sha256_16`],
      );
      for (const probe of frame.depth_probes) {
        const found = depth.depthMeters[probe.y * depth.width + probe.x];
        report(`frame ${id} ${depthSource} at x ${probe.x}, y ${probe.y}`, found, probe[depthSource]);
      }
    }
  }
}

export async function checkNyu(root: string, expected: Expected, report: Report): Promise<void> {
  await checkNyuFrames(join(root, "tiny"), expected["tiny/nyu_depth_v2_labeled.mat"].frames, report);
  const readSplits = async (name: string): Promise<{ train: number[]; test: number[] }> => {
    const lists = await readFrameLists(join(root, name));
    return { train: [...(lists.get("trainNdxs") ?? [])], test: [...(lists.get("testNdxs") ?? [])] };
  };
  const tiny = await readSplits("tiny/splits.mat");
  const { trainNdxs, testNdxs } = expected["tiny/splits.mat"];
  report("tiny/splits.mat", tiny, { train: trainNdxs, test: testNdxs });
  const { train, test } = await readSplits("splits.mat");
  const facts = expected["splits.mat"];
  const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);
  report(
    "splits.mat",
    [
      train.length,
      test.length,
      train.slice(0, 10),
      train.slice(-5),
      test.slice(0, 10),
      test.slice(-5),
      sum(train),
      sum(test),
    ],
    [
      facts.train_count,
      facts.test_count,
      facts.train_first,
      facts.train_last,
      facts.test_first,
      facts.test_last,
      facts.train_sum,
      facts.test_sum,
    ],
  );
  checkImage(report, "frame/rgb.png", await readRgbImage(join(root, "frame", "rgb.png")), expected.frame);
}
