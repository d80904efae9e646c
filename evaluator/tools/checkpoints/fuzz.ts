import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fuzz } from "../../src/checkpoints/mutations.fixture.ts";

const help = `Converts pickled checkpoints that were changed at random: every one has to give a safetensors file or a refusal.

  npm run fuzz:checkpoints -w evaluator -- [--files 5000] [--seed 1]

Ends with an error, and keeps the file, where anything else happens.`;

const { values } = parseArgs({
  options: {
    files: { type: "string", default: "5000" },
    seed: { type: "string", default: "1" },
    help: { type: "boolean", default: false },
  },
});

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "fuzz-checkpoints-"));
  const start = performance.now();
  const { converted, refused, slowestMs, reasons } = await fuzz(
    folder,
    Number(values.files),
    Number(values.seed),
  );
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  const memory = (process.resourceUsage().maxRSS / 1000).toFixed(0);
  console.log(
    `${converted + refused} files, seed ${values.seed}: ${converted} converted, ${refused} refused, nothing else; ` +
      `${seconds} s, slowest ${slowestMs.toFixed(0)} ms, at most ${memory} MB`,
  );
  for (const [reason, count] of [...reasons].sort(([, a], [, b]) => b - a).slice(0, 20)) {
    console.log(`${String(count).padStart(6)}  ${reason}`);
  }
  await rm(folder, { recursive: true });
}

if (values.help) console.log(help);
else await main();
