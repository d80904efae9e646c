import { expect, test } from "vitest";
import { normalQuantile, normals, randomBits, uniforms } from "./random-source.ts";
import { timmInitialValues } from "./seeded-weights.ts";

function moments(values: Float32Array): { mean: number; deviation: number; fourth: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const central = (power: number) =>
    values.reduce((sum, value) => sum + (value - mean) ** power, 0) / values.length;
  const deviation = Math.sqrt(central(2));
  return { mean, deviation, fourth: central(4) / deviation ** 4 };
}

test("the quantile function agrees with tables of the normal distribution, tails included", () => {
  expect(normalQuantile(0.5)).toBeCloseTo(0, 12);
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 8);
  expect(normalQuantile(0.01)).toBeCloseTo(-2.3263478740408408, 8);
  expect(normalQuantile(1e-6)).toBeCloseTo(-4.753424308822899, 7);
});

test("normals have the moments of a normal distribution", () => {
  const { mean, deviation, fourth } = moments(normals("moments", 200_000, 0.02));
  expect(Math.abs(mean)).toBeLessThan(2e-4);
  expect(deviation).toBeCloseTo(0.02, 3);
  expect(fourth).toBeGreaterThan(2.95);
  expect(fourth).toBeLessThan(3.05);
});

test("streams repeat by label and differ between labels", () => {
  expect(normals("a", 5, 1)).toEqual(normals("a", 5, 1));
  expect(normals("a", 5, 1)).not.toEqual(normals("b", 5, 1));
  const bits = randomBits("pinned");
  expect([bits(), bits(), bits()]).toEqual([3010945103, 3148207387, 268561987]);
});

test("timm's initialisation by parameter", () => {
  const values = (name: string, dims: number[]) => timmInitialValues(name, dims, 3, 768);
  const patch = values("patch_embed.proj.weight", [64, 3, 16, 16]);
  expect(Math.max(...patch)).toBeLessThan(768 ** -0.5);
  expect(moments(patch).deviation).toBeCloseTo(768 ** -0.5 / Math.sqrt(3), 3);
  expect(moments(values("blocks.0.attn.qkv.weight", [300, 100])).deviation).toBeCloseTo(0.02, 3);
  expect(moments(values("pos_embed", [1, 300, 100])).deviation).toBeCloseTo(0.02, 3);
  expect(moments(values("cls_token", [1, 1, 3000])).deviation).toBeCloseTo(1e-6, 7);
  expect(values("blocks.0.norm1.weight", [2])).toEqual(Float32Array.of(1, 1));
  expect(values("norm.bias", [2])).toEqual(Float32Array.of(0, 0));
  expect(values("blocks.0.mlp.fc1.bias", [2])).toEqual(Float32Array.of(0, 0));
  expect(() => values("blocks.0.gamma", [2])).toThrow(
    /no initial value is defined for parameter blocks\.0\.gamma/,
  );
  expect(Math.abs(uniforms("u", 1000, 1).reduce((a, b) => a + b) / 1000)).toBeLessThan(0.1);
});
