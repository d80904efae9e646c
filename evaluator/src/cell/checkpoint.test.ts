import { expect, test } from "vitest";
import { uniformFraction, xoshiro128 } from "../math/random.ts";
import type { TrainerState } from "../readout/trainer.ts";
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from "./checkpoint.ts";

const random = xoshiro128([5, 0, 0, 1]);
const values = (count: number) => Float32Array.from({ length: count }, () => uniformFraction(random));
const trainer = (step: number): TrainerState => ({
  step,
  parameters: values(300),
  firstMoment: values(300),
  secondMoment: values(300),
});
const checkpoint: Checkpoint = {
  training: {
    iteration: 7,
    trainer: trainer(7),
    best: { iteration: 5, loss: 0.25, trainer: trainer(5) },
    curve: [{ iteration: 0, trainLoss: 1.5 }],
  },
  phases: [{ name: "training", seconds: 3, peakRssBytes: 1e8 }],
};
const identity = "ab".repeat(32);
const whole = encodeCheckpoint(identity, checkpoint);

test("a checkpoint comes back as it was", () => {
  expect(decodeCheckpoint(identity, whole)).toEqual(checkpoint);
});

test("200 bits flipped one at a time, anywhere in the file: each is found", () => {
  for (let flip = 0; flip < 200; flip++) {
    const bit = Math.floor(uniformFraction(random) * 8 * whole.length);
    const bytes = Buffer.from(whole);
    bytes[bit >> 3] ^= 1 << (bit & 7);
    expect(decodeCheckpoint(identity, bytes), `bit ${bit}`).toEqual({
      damage: expect.stringContaining("do not have the checksum"),
    });
  }
});

test.each([0, 1, 31, 32, 33, whole.length - 1])("cut off after %d bytes: found", (length) => {
  expect(decodeCheckpoint(identity, whole.subarray(0, length))).toHaveProperty("damage");
});

test("another cell's checkpoint is refused by its name", () => {
  expect(decodeCheckpoint("cd".repeat(32), whole)).toEqual({
    damage: `it is of cell ${identity}; expected ${"cd".repeat(32)}`,
  });
});
