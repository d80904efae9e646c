import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { CaseResult } from "./case-result.ts";
import { checkReadout } from "./readout.ts";

const golden = fileURLToPath(new URL("../../golden/readout", import.meta.url));

async function failures(
  results: AsyncGenerator<CaseResult>,
): Promise<{ checked: number; failed: CaseResult[] }> {
  const all: CaseResult[] = [];
  for await (const result of results) all.push(result);
  return { checked: all.length, failed: all.filter((result) => !result.passed) };
}

describe("the readout's reference cases", () => {
  test("hold on ONNX Runtime: outputs, losses, gradients, trainings, parameter counts", async () => {
    const { checked, failed } = await failures(checkReadout(golden, ["onnxruntime"]));
    expect(failed).toEqual([]);
    expect(checked).toBe(69);
  });

  test("hold on TensorFlow.js in JavaScript, where they are small", async () => {
    const small = (name: string): boolean =>
      /^(base-paper|no-mask|only-mask-paper|binary-paper|one-cell|bicubic-zeros|linear-nearest)$/.test(name);
    const { checked, failed } = await failures(checkReadout(golden, ["tfjs-cpu"], small));
    expect(failed).toEqual([]);
    expect(checked).toBe(27);
  });

  test("a wrong expectation fails its case", async () => {
    const { mkdtemp, readFile, writeFile, copyFile, rm } = await import("node:fs/promises");
    const { join } = await import("node:path");
    const { tmpdir } = await import("node:os");
    const folder = await mkdtemp(join(tmpdir(), "golden-"));
    const index = JSON.parse(await readFile(join(golden, "index.json"), "utf8"));
    const { "no-ffn-paper": step } = index.cases;
    step.loss *= 1.001;
    const cases = { "no-ffn-paper": step, strange: { kind: "dance" } };
    await writeFile(join(folder, "index.json"), JSON.stringify({ ...index, cases }));
    await copyFile(join(golden, step.file), join(folder, step.file));
    await copyFile(join(golden, "params.json"), join(folder, "params.json"));
    const { failed } = await failures(checkReadout(folder, ["onnxruntime"]));
    expect(failed.map(({ name }) => name)).toEqual(["no-ffn-paper (onnxruntime)", "strange (onnxruntime)"]);
    expect(failed[0].detail).toContain("loss");
    await rm(folder, { recursive: true });
  });
});
