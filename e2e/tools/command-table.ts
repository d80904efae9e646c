/** How each documented command is held to what the document says of it. */
export type Held =
  /** Run as it stands, with names of things that are there, by `documented-commands.slow.test.ts`. */
  | { readonly run: "here" }
  /** What it does is done by this test. */
  | { readonly by: string }
  /** It needs what no test has; its words are checked as far as a program of ours reads them. */
  | { readonly outside: string };

const here: Held = { run: "here" };
const by = (test: string): Held => ({ by: test });
const outside = (reason: string): Held => ({ outside: reason });

const wholeRun = ".ci/run";
const hub = outside("a model hub, and gigabytes of weights");
const peers = outside("PyTorch and a peer's own libraries");
const machine = outside("changes the machine");

export const commandTable: Readonly<Record<string, Held>> = {
  "npm run demo": by("e2e/upload.spec.ts"),
  "npm test": by(wholeRun),
  "npm ci": by("e2e/tools/install.mjs"),
  "npm run build": by("e2e/tools/test-everything.ts"),
  "npm run serve": by("e2e/tools/container.slow.test.ts"),
  "npm run dev": outside("a server for development, with pages compiled while one waits"),
  "npm run check": by(wholeRun),
  "npm run test:slow": by(wholeRun),
  "npm run test:native": by(wholeRun),
  "npm run test:postgres": by(wholeRun),
  "npm run test:cluster": by(wholeRun),
  "npm run test:e2e": by(wholeRun),
  "npm run test:e2e -- every-page --update-snapshots": outside("replaces pictures that a person looks at"),
  "npx vitest run evaluator/src/math": by(wholeRun),
  "REAL_DATA=DIR npx vitest run evaluator/src/tasks/real-data.test.ts": outside("a folder of real images"),
  "npm run bench:site": outside("minutes of a quiet machine"),
  "npm run fuzz:reads": by("e2e/server.spec.ts"),
  "npm run bench -w evaluator -- --peers DIR [--device cpu|cuda|webgpu]": peers,
  "npm run bench:families -w evaluator": peers,
  "npm run gpu-check:pack -w evaluator -- --out DIR --peers DIR --with libvulkan1.deb": by(
    "evaluator/tools/gpu-check/bundle.slow.test.ts",
  ),
  "python3 run.py --out RESULTS": outside("a borrowed card"),
  "git fetch origin pull/N/head": by("e2e/tools/pull-request/check-request.slow.test.ts"),
  "npm run check:request -- --base $(git rev-parse origin/main) --head $(git rev-parse FETCH_HEAD) --out checked":
    by("e2e/tools/pull-request/check-request.slow.test.ts"),
  'git commit -m "backbone: count and pin <id>" evaluator/cost.json evaluator/weights.lock.json':
    outside("writes into the checkout"),

  "npx evaluator doctor": here,
  "npx evaluator weights fetch dinov2-b": hub,
  "npx evaluator weights fetch <id>": hub,
  "npx evaluator run --backbone dinov2-b --task voc2012 --data /data/VOC --out results": by(
    "evaluator/src/cell/run.slow.test.ts",
  ),
  "npx evaluator run --backbone <id> --task voc2012 --data data/scenes --out results --smoke": here,
  "npx evaluator run --backbone <id> --task all --data DIR --out results": by(
    "evaluator/src/grid/work.slow.test.ts",
  ),
  "npx evaluator upload results --site https://your.site --token-file token": by("e2e/upload.spec.ts"),
  "npx evaluator plan --backbone all --task all --data /data --out /shared/results --write cells.json": by(
    "evaluator/src/plan/plan.slow.test.ts",
  ),
  "npx evaluator plan --backbone all --task all --out results --assume official --gpus 8": by(
    "evaluator/src/plan/plan.slow.test.ts",
  ),
  "npx evaluator work --cells cells.json --data /data --out /shared/results": by(
    "evaluator/src/grid/work.slow.test.ts",
  ),
  "npx evaluator slurm submit --cells cells.json --data /data --out /shared/results --partition P --gres gpu:1":
    by("evaluator/src/grid/slurm.cluster.test.ts"),
  "npx evaluator queue fill --cells cells.json --database postgres://user@host/cells": by(
    "evaluator/src/grid/queue.cluster.test.ts",
  ),
  "npx evaluator queue work --database postgres://user@host/cells --data /data --out /shared/results": by(
    "evaluator/src/grid/queue.cluster.test.ts",
  ),
  "npx evaluator status /shared/results --watch": by("evaluator/src/grid/work.slow.test.ts"),
  "npx evaluator features --backbone dinov2-b --images photos --out features.safetensors --size 714 --pca":
    by("evaluator/src/predict/predict-images.slow.test.ts"),
  "npx evaluator predict results/dinov2-b.voc2012.base.seed0.0123456789ab.json --images photos --out predictions":
    by("evaluator/src/predict/predict-images.slow.test.ts"),
  "npx evaluator setup": by(wholeRun),
  "npx evaluator setup --onnx-cuda": outside("NuGet, and hundreds of megabytes"),
  "npx evaluator conformance evaluator/golden": by("evaluator/src/conformance/readout.slow.test.ts"),
  "npx evaluator conformance DIR --only backbones": by("evaluator/src/conformance/readout.slow.test.ts"),
  "VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json LD_LIBRARY_PATH=/usr/lib/chromium npx evaluator conformance evaluator/golden --only backbones --device webgpu":
    by("evaluator/src/conformance/webgpu.slow.test.ts"),
  "npx evaluator backbones add timm:vit_base_patch16_224.augreg_in21k --out evaluator/manifests": hub,
  "npx evaluator backbones validate evaluator/manifests/<id>.json --weights DIR": by(
    "evaluator/src/cli/backbones.test.ts",
  ),
  "npx evaluator data scenes --out data/scenes --images 64 --seed 0": here,
  "npx evaluator data scenes --out scenes-1000 --images 2400 --seed 1000": outside(
    "the demonstration's training",
  ),
  "npx evaluator cost --backbone <id> --write": outside("writes into the checkout"),
  "npx evaluator speed --untrained --size 1 --batches 1 --rounds 5 --out db/own-speeds --backbone random,imagenet,mae,mocov3,clip-b,metaclip,siglip-224,hiera-b-plus,siglip-384,dino,siglip-512,dinov2-b,clip-l,aimv2,vitamin,sam2,dinov2-l,siglip-so":
    by("evaluator/src/speed/speed.slow.test.ts"),
  "python3 evaluator/tools/reference-cases/reference_cases.py full-size DIR evaluator/manifests/<id>.json":
    peers,
  'python3 evaluator/tools/probe/probe.py evaluator/manifests/<id>.json --weights FILE --write \'timm.create_model("NAME", pretrained=True, pretrained_cfg_overlay={"file": weights, "custom_load": False}, num_classes=0, global_pool="").eval()(pixels)\'':
    peers,
  "python3 train.py scenes-1000 scenes-vit.safetensors --steps 300": peers,
  "python3 ../tools/probe/probe.py scenes-vit.json LINE --weights scenes-vit.safetensors --write": peers,

  "openssl genpkey -algorithm ed25519 -out maintainer.key": here,
  "openssl pkey -in maintainer.key -pubout -out db/maintainers/ada-lovelace.pem": here,
  "npx evaluator sign --key maintainer.key results/*.json": here,

  "npm run db -- token create --holder ada-lovelace --scopes submit,speed,pictures --label laptop": here,
  "npm run db -- token create --holder ada-lovelace --scopes maintain --label laptop": here,
  "npm run db -- token create --holder ada-lovelace --scopes submit,speed,pictures --days 365": here,
  "npm run db -- token list": here,
  "npm run db -- token revoke ID": here,
  "npm run db -- keys": here,
  'npm run db -- accept ID --reason "same numbers on our machine"': here,
  'npm run db -- withdraw ID --reason "wrong weights"': here,
  'npm run db -- reinstate ID --reason "the weights were right"': here,
  'npm run db -- ban HOLDER --reason "why" --withdraw': here,
  'npm run db -- unban HOLDER --reason "why"': here,
  "npm run db -- release SNAPSHOT 2026-11": here,
  'npm run db -- unrelease SNAPSHOT --reason "named too early"': here,
  "npm run db -- verify": here,
  "npm run db -- export backup.jsonl.gz": here,
  "npm run db -- import backup.jsonl.gz": here,
  "npm run db -- audit list --since 2026-11-01T00:00:00Z": here,
  "npm run db -- audit verify": here,

  "useradd --system --home-dir /srv/leaderboard leaderboard": machine,
  "cp app/_server/leaderboard.service /etc/systemd/system/": machine,
  "systemctl enable --now leaderboard": machine,
  "systemctl start leaderboard": machine,
  "systemctl stop leaderboard": machine,
  "SITE_URL=https://your.site POSTGRES_PASSWORD=... docker compose up -d": outside("a container engine"),
  "EVALUATOR_COMMIT=$(git rev-parse HEAD) docker compose build evaluator": outside("a container engine"),
};
