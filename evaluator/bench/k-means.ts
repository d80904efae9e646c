/**
 * Times k-means as instance discrimination's evaluation uses it: all 112 x 112 pixels of an image, 32-d embeddings, 15
 * starts. "apart": instances that a trained readout told apart; "smooth": embeddings that vary with the place alone,
 * without clusters, as an untrained one gives, which takes the most iterations.
 *
 *   tsx bench/k-means.ts [--clusters 3,8] [--python python3]      # with a Python that has scikit-learn: beside it
 *
 * One line a case: milliseconds (the best of three) and inertia, which both must bring to the same minimum.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { kMeans, protocolKMeans } from "../src/math/k-means.ts";
import { uniformFraction, xoshiro128 } from "../src/math/random.ts";
import { instanceDiscrimination, protocol } from "../src/protocol.ts";

const { values: options } = parseArgs({
  options: { clusters: { type: "string", default: "3,8" }, python: { type: "string" } },
});

const [rows, columns] = instanceDiscrimination.clusterSize;
const [dimension] = protocol["instance-discrimination"].outputs;
const rounds = 3;

/** Fields of a few waves, with a band of the image an instance, each `apart` in a direction of its own. `[points, D]` */
function embeddings(clusters: number, apart: number): Float64Array {
  const random = xoshiro128([clusters, 0, 0, 1]);
  const between = () => 2 * uniformFraction(random) - 1;
  const waves = Array.from({ length: dimension }, () => [3 * between(), 3 * between(), 9 * between()]);
  const centers = Array.from({ length: clusters * dimension }, () => apart * between());
  const points = new Float64Array(rows * columns * dimension);
  for (let place = 0; place < points.length; place++) {
    const d = place % dimension;
    const [x, y] = [Math.floor(place / dimension) % columns, Math.floor(place / dimension / columns)];
    const [u, v, phase] = waves[d];
    const wave = Math.sin((u * x) / columns + (v * y) / rows + phase);
    const noise = 0.1 * (between() + between());
    points[place] = wave + noise + centers[Math.floor((x * clusters) / columns) * dimension + d];
  }
  return points;
}

const peerSource = `
import sys, time, numpy as np
from sklearn.cluster import KMeans
path, d, k, starts, rounds = sys.argv[1], *map(int, sys.argv[2:])
x = np.fromfile(path).reshape(-1, d)
times = []
for _ in range(rounds):
    begun = time.perf_counter()
    found = KMeans(k, n_init=starts, random_state=0).fit(x)
    times.append(time.perf_counter() - begun)
print(1000 * min(times), found.inertia_)
`;

type Timing = readonly [milliseconds: number, inertia: number];

function timeOurs(points: Float64Array, clusters: number): Timing {
  const timings = Array.from({ length: rounds }, (): Timing => {
    const begun = performance.now();
    const { inertia } = kMeans(points, dimension, { ...protocolKMeans, clusters }, xoshiro128([0, 0, 0, 1]));
    return [performance.now() - begun, inertia];
  });
  return timings.reduce((a, b) => (b[0] < a[0] ? b : a));
}

function timePeer(python: string, points: Float64Array, clusters: number): Timing {
  const folder = mkdtempSync(join(tmpdir(), "k-means-"));
  try {
    const path = join(folder, "points.f64");
    writeFileSync(path, points);
    const numbers = [dimension, clusters, protocolKMeans.starts, rounds].map(String);
    const child = spawnSync(python, ["-c", peerSource, path, ...numbers], { encoding: "utf8" });
    if (child.status !== 0) throw new Error(`${python}: ${child.error ?? child.stderr}`);
    const [milliseconds, inertia] = child.stdout.trim().split(" ").map(Number);
    return [milliseconds, inertia];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const shown = ([milliseconds, inertia]: Timing) =>
  `${milliseconds.toFixed(0)} ms, inertia ${inertia.toFixed(2)}`;

for (const clusters of options.clusters.split(",").map(Number)) {
  for (const [name, apart] of [
    ["apart", 2],
    ["smooth", 0],
  ] as const) {
    const points = embeddings(clusters, apart);
    const parts = [`${name}, ${clusters} clusters: ours ${shown(timeOurs(points, clusters))}`];
    if (options.python) parts.push(`scikit-learn ${shown(timePeer(options.python, points, clusters))}`);
    console.log(parts.join("; "));
  }
}
