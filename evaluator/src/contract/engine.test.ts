import { expect, test } from "vitest";
import { engineSchema } from "./result-bundle.ts";

const old = {
  ...{ name: "onnxruntime-node", version: "1.30.0", backend: "cpu" },
  ...{ device: "a processor", precision: "float32" },
};

test("an engine says its card, driver, batch and libraries; older bundles did not, and stay what they are", () => {
  expect(engineSchema.parse(old)).toEqual(old);
  const card = {
    ...old,
    ...{ backend: "cuda", device: "NVIDIA H100 80GB HBM3", driver: "580.159.04", batch: 32 },
    libraries: { onnxruntime: "1.30.0", cuda: "12", cudnn: "9" },
  };
  expect(engineSchema.parse(card)).toEqual(card);
});

test.each([
  ["no images in a batch", { batch: 0 }],
  ["half an image", { batch: 1.5 }],
  ["a precision that nobody knows", { precision: "float8" }],
  ["a library with a name that is none", { libraries: { "a b\n": "1" } }],
  ["a driver over several lines", { driver: "1\n2" }],
  ["a field of its own", { clock: "1.7 GHz" }],
])("an engine with %s is refused", (_, change) => {
  expect(engineSchema.safeParse({ ...old, ...change }).success).toBe(false);
});
