/**
 * Makes a folder that a machine with an NVIDIA card can be handed, without Node, npm or a network:
 *
 *   npm run gpu-check:pack -w evaluator -- --out DIR [--peers DIR] [--with FILE]... [--no-golden] [--preset 9e]
 *
 * On the machine, with a Python that has PyTorch and timm: `python3 DIR/run.py --out RESULTS`.
 */
import { execFileSync } from "node:child_process";
import { copyFile, cp, mkdir, mkdtemp, readdir, realpath, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { bundleEvaluator, evaluatorFolder } from "./bundle.ts";

const { values: options } = parseArgs({
  options: {
    out: { type: "string" },
    peers: { type: "string" },
    with: { type: "string", multiple: true, default: [] },
    golden: { type: "boolean", default: true },
    preset: { type: "string", default: "9e" },
  },
  allowNegative: true,
});

/** What the machine's lender lets travel. */
const mostBytes = 64 * 2 ** 20;
const peerScripts = ["torch_vit.py", "torch_readout.py"];
const goldenGroups = ["backbones", "readout"];
const asTyped = (path: string) => resolve(process.env.INIT_CWD ?? "", path);

if (options.out === undefined) {
  console.error("--out: not given; expected the folder to make");
  process.exit(2);
}
const folder = await mkdtemp(join(tmpdir(), "gpu-check-"));
try {
  const evaluator = join(folder, "evaluator");
  await bundleEvaluator(evaluator);
  await copyNode(join(evaluator, "node"));
  for (const group of options.golden ? goldenGroups : []) {
    await cp(join(evaluatorFolder, "golden", group), join(evaluator, "golden", group), { recursive: true });
  }
  await mkdir(join(folder, "peers"));
  for (const script of options.peers === undefined ? [] : peerScripts) {
    await copyFile(join(asTyped(options.peers ?? ""), script), join(folder, "peers", script));
  }
  await mkdir(join(folder, "with"));
  for (const file of options.with) await copyFile(asTyped(file), join(folder, "with", basename(file)));
  const out = asTyped(options.out);
  await mkdir(out, { recursive: true });
  compress(folder, join(out, "pack.tar.xz"));
  await copyFile(fileURLToPath(new URL("run.py", import.meta.url)), join(out, "run.py"));
  await tell(out);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Without its symbols, a sixth of it, where binutils are there to take them away. */
async function copyNode(to: string): Promise<void> {
  await copyFile(await realpath(process.execPath), to);
  try {
    execFileSync("strip", [to]);
  } catch {
    console.error("node: packed with its symbols, since `strip` of binutils did not run");
  }
}

/** The filter for machine code makes the file a tenth smaller. */
function compress(from: string, to: string): void {
  const filter = `xz ${process.arch === "x64" ? "--x86" : "--arm64"} --lzma2=preset=${options.preset}`;
  execFileSync("tar", ["--use-compress-program", filter, "-cf", to, "-C", from, "."], { stdio: "inherit" });
}

async function tell(out: string): Promise<void> {
  let total = 0;
  for (const name of await readdir(out)) {
    const { size } = await stat(join(out, name));
    total += size;
    console.log(`${(size / 2 ** 20).toFixed(1).padStart(6)} MiB  ${join(out, name)}`);
  }
  if (total > mostBytes) {
    console.error(`${(total / 2 ** 20).toFixed(1)} MiB in ${out}; expected at most ${mostBytes / 2 ** 20}`);
    process.exitCode = 1;
  }
}
