import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkFocalLoss, checkSigLoss } from "./losses.ts";

interface GoldenCase {
  readonly name: string;
  readonly input: unknown;
  readonly expected: unknown;
}

const golden = (file: string) =>
  (
    JSON.parse(
      readFileSync(new URL(`../../../golden/metrics/${file}`, import.meta.url), "utf8"),
    ) as GoldenCase[]
  ).map((one) => [one.name, one] as const);

const float32 = (...values: number[]) => ({
  dtype: "float32",
  shape: [values.length],
  b64: Buffer.from(Float32Array.from(values).buffer).toString("base64"),
});
const sigLossCase = (pred: number[], gt: number[], change: object = {}) => ({
  ...{ pred: float32(...pred), gt: float32(...gt) },
  ...{ lambda: 0.15, eps: 0.001, min_depth: 0.001, max_depth: 10, ...change },
});

/** ONNX Runtime has them in conformance.test.ts, with all other metrics. */
describe("on TensorFlow.js", () => {
  test.each(golden("sigloss.json"))("SigLoss: %s", async (_, { input, expected }) => {
    expect((await checkSigLoss(input, expected, "tfjs-cpu")).problems).toEqual([]);
  });

  test.each(golden("focal.json"))("focal: %s", async (_, { input, expected }) => {
    expect((await checkFocalLoss(input, expected, "tfjs-cpu")).problems).toEqual([]);
  });
});

describe("SigLoss at its edges", () => {
  test("a perfect prediction costs nothing", async () => {
    expect((await checkSigLoss(sigLossCase([2, 3], [2, 3]), { value: 0, n_valid: 2 })).problems).toEqual([]);
  });

  test("no valid pixel in a batch, as of frames without any depth: nothing is learned from it", async () => {
    const nothing = { value: 0, grad: [0, 0], n_valid: 0 };
    for (const executor of ["onnxruntime", "tfjs-cpu"] as const) {
      const { problems } = await checkSigLoss(sigLossCase([2, 3], [0, Number.NaN]), nothing, executor);
      expect(problems).toEqual([]);
    }
  });

  test("one valid pixel: undefined", async () => {
    expect((await checkSigLoss(sigLossCase([2, 3], [2, 0]), { value: null, n_valid: 1 })).problems).toEqual(
      [],
    );
  });

  test("a case of another loss than the one that trains is refused, with both values", async () => {
    await expect(checkSigLoss(sigLossCase([2], [2], { lambda: 0.5 }), {})).rejects.toThrow(
      "lambda 0.5; the loss that trains has 0.15",
    );
  });

  test("a wrong expectation is found", async () => {
    const { problems } = await checkSigLoss(sigLossCase([1, 2], [2, 3]), { value: 0.5 });
    expect(problems).toHaveLength(1);
  });
});
