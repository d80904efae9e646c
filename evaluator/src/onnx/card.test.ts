import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

/** In a process of its own, since a claim is for good. */
async function claimed(visible: string | undefined, ...indices: number[]): Promise<string> {
  const script = [
    `import { claimCard, unclaimedEnvironment } from ${JSON.stringify(new URL("./card.ts", import.meta.url).href)};`,
    "const seen = [];",
    `for (const index of ${JSON.stringify(indices)}) {`,
    "  try { claimCard(index); seen.push(process.env.CUDA_VISIBLE_DEVICES); } catch (error) { seen.push(error.message); }",
    "}",
    "console.log([...seen, unclaimedEnvironment().CUDA_VISIBLE_DEVICES ?? 'none'].join(' | '));",
  ].join("\n");
  const { CUDA_VISIBLE_DEVICES: _, ...others } = process.env;
  const env = visible === undefined ? others : { ...others, CUDA_VISIBLE_DEVICES: visible };
  const args = ["--import", "tsx", "--input-type=module", "-e", script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return stdout.trim();
}

test("a process has one card, counted among those that it was left", async () => {
  const [alone, slurm, second] = await Promise.all([
    claimed(undefined, 1, 1),
    claimed("GPU-aa, GPU-bb", 1),
    claimed("3", 1),
  ]);
  expect(alone).toBe("1 | 1 | none");
  expect(slurm).toBe("GPU-bb | GPU-aa, GPU-bb");
  expect(second).toContain('CUDA_VISIBLE_DEVICES is "3"; expected 2 cards or more in it | 3');
  expect(await claimed(undefined, 0, 1)).toContain("this process has cuda:0; expected one card a process");
});
