import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compile } from "../../program/compile.ts";
import { gradients } from "../../program/gradient.ts";
import * as op from "../../program/operations.ts";
import type { Tensor } from "../../program/tensor.ts";
import { focal } from "./pixel-losses.ts";
import { pooledLoss } from "./pooled-loss.ts";
import { logErrorMoments, sigLoss, sigLossEpsilon } from "./scale-invariant-log.ts";

interface Encoded {
  readonly dtype: "float32" | "float64";
  readonly shape: readonly number[];
  readonly b64: string;
}

interface GoldenCase {
  readonly name: string;
  readonly input: { readonly kind?: string; readonly [key: string]: unknown };
  readonly expected: { readonly value: number; readonly grad: Encoded };
}

function golden(file: string): GoldenCase[] {
  return JSON.parse(readFileSync(new URL(`../../../golden/metrics/${file}`, import.meta.url), "utf8"));
}

function decoded({ dtype, b64 }: Encoded): Float32Array {
  const { buffer } = Uint8Array.from(Buffer.from(b64, "base64"));
  return dtype === "float32" ? new Float32Array(buffer) : Float32Array.from(new Float64Array(buffer));
}

async function valueAndGradient(
  x: Float32Array,
  rest: Readonly<Record<string, Float32Array>>,
  loss: (x: Tensor, rest: Readonly<Record<string, Tensor>>) => Tensor,
  executor: "onnxruntime" | "tfjs-cpu",
): Promise<{ value: number; gradient: Float32Array }> {
  const input = op.input("x", [x.length]);
  const others = Object.fromEntries(
    Object.entries(rest).map(([name, { length }]) => [name, op.input(name, [length])]),
  );
  const value = loss(input, others);
  const [gradient] = gradients([{ tensor: value, cotangent: op.filled([], 1) }], [input]);
  const inputs = [input, ...Object.values(others)];
  const executable = await compile(executor, { inputs, outputs: { value, gradient } }, {});
  const results = await executable.run({ x, ...rest });
  await executable.dispose();
  return { value: results.value[0], gradient: results.gradient };
}

function expectClose(found: Float32Array, expected: Float32Array): void {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  found.forEach((value, index) => {
    expect(Math.abs(value - expected[index])).toBeLessThan(1e-4 * largest);
  });
}

describe.each(["onnxruntime", "tfjs-cpu"] as const)("on %s", (executor) => {
  test.each(golden("sigloss.json").map((one) => [one.name, one] as const))("SigLoss: %s", async (_, one) => {
    const [prediction, truth] = [one.input.pred, one.input.gt].map((array) => decoded(array as Encoded));
    const valid = truth.map((depth) => (depth > 0.001 && depth <= 10 ? 1 : 0));
    const count = valid.reduce((a, b) => a + b, 0);
    const { value, gradient } = await valueAndGradient(
      prediction,
      {
        logDepth: truth.map((depth, pixel) => (valid[pixel] ? Math.log(depth + sigLossEpsilon) : 0)),
        weight: valid.map((one) => one / count),
        correction: Float32Array.of(count / (count - 1)),
      },
      (x, { logDepth, weight, correction }) => sigLoss(logErrorMoments(x, logDepth, weight), correction),
      executor,
    );
    expect(Math.abs(value / one.expected.value - 1)).toBeLessThan(1e-4);
    expectClose(gradient, decoded(one.expected.grad));
  });

  const retina = golden("focal.json").filter(({ input }) => input.kind === "retinanet");
  test.each(retina.map((one) => [one.name, one] as const))("focal: %s", async (_, one) => {
    const [logits, target] = [one.input.logits, one.input.target].map((array) => decoded(array as Encoded));
    const { value, gradient } = await valueAndGradient(
      logits,
      { target, weight: logits.map(() => 1 / logits.length) },
      (x, rest) => focal(x, rest.target, rest.weight),
      executor,
    );
    expect(Math.abs(value / one.expected.value - 1)).toBeLessThan(1e-4);
    expectClose(gradient, decoded(one.expected.grad));
  });
});

describe("pooling over batches", () => {
  test("weighs by counts", () => {
    const batches = [
      { kind: "mean", sum: 4, count: 2 },
      { kind: "mean", sum: 1, count: 8 },
    ] as const;
    expect(pooledLoss(batches)).toBe(0.5);
  });

  test("joins the moments of logarithmic errors as if they were one sample", () => {
    const moments = (values: number[]) => {
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0);
      return { kind: "log-error", mean, squares, count: values.length } as const;
    };
    const [a, b] = [
      [0.1, -0.4, 0.3],
      [2, 1.5],
    ];
    expect(pooledLoss([moments(a), moments(b)])).toBeCloseTo(pooledLoss([moments([...a, ...b])]), 12);
  });

  test("refuses to mix losses", () => {
    const mixed = [
      { kind: "mean", sum: 4, count: 2 },
      { kind: "means", terms: [] },
    ] as const;
    expect(() => pooledLoss(mixed)).toThrow(/cannot be pooled/);
  });
});
