/**
 * The speed figures beside their PyTorch peers in the same run: features of ViT-B/16 at 224 and of DINOv2-B at 518 pixels, and
 * a readout's training step.
 *
 *   npm run bench -w evaluator                                            # ours alone
 *   npm run bench -w evaluator -- --peers DIR [--python python3]          # beside DIR/torch_vit.py and DIR/torch_readout.py
 *     [--device cpu] [--batches 1,8] [--shapes vit-b-224-voc] [--rounds 3]
 *
 * Further arguments of each bench: see backbones.ts and readout.ts, which also run by themselves.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    peers: { type: "string" },
    python: { type: "string", default: "python3" },
    device: { type: "string", default: "cpu" },
    batches: { type: "string", default: "1,8" },
    shapes: { type: "string", default: "vit-b-224-voc" },
    rounds: { type: "string", default: "3" },
  },
});

function peer(script: string): string[] {
  if (values.peers === undefined) return [];
  const path = join(resolve(process.env.INIT_CWD ?? "", values.peers), script);
  if (!existsSync(path)) {
    console.error(
      `--peers ${values.peers}: no ${script} in it; expected a folder with torch_vit.py and torch_readout.py`,
    );
    process.exit(2);
  }
  return ["--peer", `${values.python} ${path}`];
}

function bench(script: string, ...options: string[]): void {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const shared = ["--device", values.device, "--rounds", values.rounds];
  const { status } = spawnSync(process.execPath, ["--import", "tsx", path, ...shared, ...options], {
    stdio: "inherit",
  });
  if (status !== 0) process.exitCode = 1;
}

bench("backbones.ts", ...peer("torch_vit.py"), "--batches", values.batches);
bench("readout.ts", ...peer("torch_readout.py"), "--shapes", values.shapes);
