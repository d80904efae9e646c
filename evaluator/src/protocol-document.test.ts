import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  defaultBaselineDim,
  leastValidations,
  protocolTaskIds,
  protocolVersions,
  smokeBatchSize,
} from "./contract/index.ts";
import {
  baselineDims,
  boundaryDilation,
  higherResolution,
  instanceDiscrimination,
  outputSize,
  protocol,
  protocolVersion,
  type TaskProtocol,
} from "./protocol.ts";

/** What people read of the protocol against what the evaluator does: PROTOCOL.md repeats no number that it may miss. */
const document = readFileSync(new URL("../PROTOCOL.md", import.meta.url), "utf8").replace(/\s+/g, " ");

const count = (value: number): string => value.toLocaleString("en-US");
const by = ([rows, columns]: readonly [number, number]): string => `${rows} x ${columns}`;
const orAll = (images: number | null): string => (images === null ? "all" : count(images));

/** One line of PROTOCOL.md's table of numbers. */
function row(task: string, values: TaskProtocol): string {
  const { outputs, cnnChannels, validationInterval } = values;
  const cells = [
    task,
    count(values.iterations),
    validationInterval === null ? "never" : `every ${count(validationInterval)}`,
    `${values.batchSize}`,
    `${values.learningRate}`,
    `${values.weightDecay}`,
    values.cropSize ? `${by(values.cropSize)}, then ${by(values.imageSize)}` : by(values.imageSize),
    by(values.queryGrid),
    by(outputSize(values)),
    `${outputs.join(" and ")}${cnnChannels === undefined ? "" : ` (CNN ${cnnChannels})`}`,
    `${orAll(values.trainImages)} / ${orAll(values.validationImages)}`,
  ];
  return `| ${cells.join(" | ")} |`;
}

describe("PROTOCOL.md", () => {
  it.each(protocolTaskIds)("has the numbers of %s", (task) => {
    expect(document).toContain(row(task, protocol[task]));
  });

  it("says rightly that own data goes by Pascal VOC's numbers", () => {
    const { outputs: _, ...shared } = protocol.voc2012;
    expect(protocol.segmentation).toEqual(shared);
  });

  it("is of the newest version that results may be of", () => {
    expect(protocolVersions.at(-1)).toBe(protocolVersion);
  });

  it.each([
    `This is version ${protocolVersion}.`,
    `dilated by ${by(boundaryDilation(outputSize(protocol.boundaries)))}`,
    `${instanceDiscrimination.samplesPerImage} pixels of each image`,
    `at least ${instanceDiscrimination.testInstances} annotations above ${count(instanceDiscrimination.testInstanceArea)} square pixels`,
    `at ${by(instanceDiscrimination.clusterSize)}`,
    `batches of ${smokeBatchSize}, validated ${["", "once", "twice", "three times", "four times"][leastValidations]}`,
    `to ${defaultBaselineDim} channels`,
    `over ${baselineDims.slice(0, -1).join(", ")} and ${baselineDims.at(-1)}`,
    ...Object.values(higherResolution).map(({ imageSize }) => by(imageSize)),
  ])("says %s", (words) => {
    expect(document).toContain(words);
  });
});
