import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { InputError } from "../files/input-error.ts";
import { xoshiro128 } from "../math/random.ts";
import type { ExecutorId } from "../program/executor.ts";
import { initialParameters } from "./parameters.ts";
import { createTrainer, pooledLoss, type Trainer, type TrainerOptions } from "./trainer.ts";
import { readoutConfig } from "./variants.ts";

const config = readoutConfig({
  readout: "base",
  maskForm: "paper",
  featureDim: 12,
  featureGrid: [5, 7],
  queryGrid: [4, 6],
  outputs: 5,
});
const batchSize = 4;

function trainerFor(executor: ExecutorId, more: Partial<TrainerOptions> = {}): Promise<Trainer> {
  return createTrainer({
    executor,
    readouts: [config],
    loss: { kind: "cross-entropy", ignoreLabel: 255 },
    optimiser: { learningRate: 0.01, weightDecay: 0.01 },
    batchSize,
    parameters: [initialParameters(config, 3)],
    threads: 2,
    ...more,
  });
}

function batchOf(images: number, seed: number) {
  const random = xoshiro128([seed, 0, 0, 0]);
  const uniform = (): number => random.nextUint32() / 2 ** 32 - 0.5;
  const features = Float32Array.from({ length: images * 12 * 35 }, () => 4 * uniform());
  const targets = Uint8Array.from({ length: images * 32 * 48 }, (_, pixel) =>
    pixel % 11 === 0 ? 255 : random.nextUint32() % 5,
  );
  return { features, targets };
}

async function losses(trainer: Trainer, from: number, to: number): Promise<number[]> {
  const found: number[] = [];
  for (let step = from; step < to; step++) found.push(await trainer.step(batchOf(batchSize, step)));
  return found;
}

describe.each(["onnxruntime", "tfjs-cpu"] as const)("a trainer on %s", (executor) => {
  test("continues bit for bit from an exported state", async () => {
    const whole = await trainerFor(executor);
    const expected = await losses(whole, 0, 4);
    const first = await trainerFor(executor);
    await losses(first, 0, 2);
    const state = structuredClone(first.exportState());
    const second = await trainerFor(executor);
    second.importState(state);
    expect(await losses(second, 2, 4)).toEqual(expected.slice(2));
    expect(second.exportState()).toEqual(whole.exportState());
    for (const trainer of [whole, first, second]) await trainer[Symbol.asyncDispose]();
  });

  test("a smaller batch counts its own images only", async () => {
    await using trainer = await trainerFor(executor);
    const all = batchOf(4, 9);
    const parts = [0, 1, 2, 3].map((image) => ({
      features: all.features.slice(image * 12 * 35, (image + 1) * 12 * 35),
      targets: all.targets.slice(image * 32 * 48, (image + 1) * 32 * 48),
    }));
    const together = pooledLoss([await trainer.evaluate(all)]);
    const apart = [];
    for (const part of parts) apart.push(await trainer.evaluate(part));
    expect(pooledLoss(apart)).toBeCloseTo(together, 5);
    const [whole] = await trainer.predict(all.features, 4);
    const [last] = await trainer.predict(parts[3].features, 1);
    expect(last.length).toBe(5 * 32 * 48);
    last.forEach((value, index) => {
      expect(value).toBeCloseTo(whole[3 * 5 * 32 * 48 + index], 4);
    });
  });
});

describe("a trainer", () => {
  test("gives the same bits in another process", async () => {
    await using trainer = await trainerFor("onnxruntime");
    const here = await losses(trainer, 0, 3);
    const script = fileURLToPath(new URL("./trainer-child.test-process.ts", import.meta.url));
    const output = execFileSync(process.execPath, ["--import", "tsx", script], { encoding: "utf8" });
    expect(JSON.parse(output.trim().split("\n").at(-1) as string)).toEqual(here);
  });

  test("gives the same loss and gradients however small the pieces", async () => {
    const sizes = [1, 1 << 12, 1 << 30];
    const states: Float32Array[] = [];
    for (const pieceBytes of sizes) {
      await using trainer = await trainerFor("onnxruntime", { pieceBytes });
      await trainer.step(batchOf(batchSize, 1));
      // After one update the first moment is a tenth of the gradient.
      states.push(trainer.exportState().firstMoment);
    }
    const largest = states[2].reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    for (const state of states.slice(0, 2)) {
      state.forEach((value, index) => {
        expect(Math.abs(value - states[2][index])).toBeLessThan(1e-5 * largest);
      });
    }
  });

  test("learns", async () => {
    await using trainer = await trainerFor("onnxruntime");
    const found: number[] = [];
    for (let step = 0; step < 40; step++) found.push(await trainer.step(batchOf(batchSize, 1)));
    expect(found[39]).toBeLessThan(found[0] - 0.01);
  });

  test("keeps sigma away from zero and tells", async () => {
    const parameters = initialParameters(config, 3);
    parameters.get("sigma")!.data.fill(-0.0005);
    const crossed: number[] = [];
    await using trainer = await trainerFor("onnxruntime", {
      parameters: [parameters],
      optimiser: { learningRate: 1e-9, weightDecay: 0 },
      onSigmaCrossing: ({ head, step }) => crossed.push(head + 100 * step),
    });
    await trainer.step(batchOf(batchSize, 1));
    expect(crossed).toEqual([100, 101, 102, 103, 104, 105, 106, 107]);
    const [{ data }] = [trainer.parameters()[0].get("sigma")!];
    expect([...data]).toEqual(Array(8).fill(Math.fround(-0.001)));
  });

  test("shows a loss that is not finite", async () => {
    await using trainer = await trainerFor("onnxruntime");
    const batch = batchOf(batchSize, 1);
    batch.features[5] = Number.NaN;
    expect(await trainer.step(batch)).toBeNaN();
  });

  test("refuses what does not fit", async () => {
    await using trainer = await trainerFor("onnxruntime");
    const batch = batchOf(batchSize, 1);
    await expect(trainer.step({ ...batch, features: batch.features.slice(1) })).rejects.toThrow(InputError);
    await expect(trainer.step({ ...batch, targets: batch.targets.slice(1) })).rejects.toThrow(
      /labels: 6143 values/,
    );
    await expect(trainer.step({ ...batch, targets: batch.targets.fill(5) })).rejects.toThrow(
      /label 5, expected 0 to 4/,
    );
    await expect(trainer.step({ ...batch, targets: new Float32Array(6144) })).rejects.toThrow(
      /expected Uint8Array/,
    );
    const state = trainer.exportState();
    expect(() => trainer.importState({ ...state, parameters: new Float32Array(3) })).toThrow(
      /3 values, expected/,
    );
    await expect(trainerFor("onnxruntime", { parameters: [new Map()] })).rejects.toThrow(/sigma: missing/);
  });

  test("predicts at another query grid with the same parameters (Fig. 7)", async () => {
    await using trainer = await trainerFor("onnxruntime");
    const { features } = batchOf(2, 1);
    const [fine] = await trainer.predict(features, 2, { size: [8, 12], alignment: "corner" });
    expect(fine.length).toBe(2 * 5 * 64 * 96);
    const [same] = await trainer.predict(features, 2, { size: [4, 6], alignment: "corner" });
    expect(same).toEqual((await trainer.predict(features, 2))[0]);
  });
});
