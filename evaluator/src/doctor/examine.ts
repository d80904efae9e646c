// biome-ignore lint/style/noRestrictedImports: the evaluator's own packages.
import { existsSync, readFileSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { evaluatorCommit } from "../files/evaluator-commit.ts";
import { diskOf, formatBytes } from "../files/free-space.ts";
import { findBackends } from "./backends.ts";
import { findDataSets } from "./data-sets.ts";
import type { Finding } from "./finding.ts";
import { findWeightsHere } from "./weights.ts";

/** The releases that the evaluator is tested with. */
const NODE_MAJORS = [20, 22, 24] as const;
const FREE_BYTES_NEEDED = 2e9;
const PACKAGES = ["onnxruntime-node", "@tensorflow/tfjs-core", "sharp", "h5wasm"] as const;

export interface Examination {
  readonly cache: string;
  readonly dataFolders: readonly string[];
  /** Folder of the evaluator package. */
  readonly evaluatorDirectory: string;
}

/** Looks at everything the evaluator uses; changes nothing. */
export async function examine(examination: Examination): Promise<Finding[]> {
  const [backends, commit, dataSets, weights, caches, disk] = await Promise.all([
    findBackends(),
    findCommit(examination.evaluatorDirectory),
    findDataSets(examination.dataFolders),
    findWeightsHere(),
    findCaches(examination.cache),
    findDisk(examination.evaluatorDirectory),
  ]);
  return [
    findNode(),
    findEvaluator(examination.evaluatorDirectory),
    commit,
    ...PACKAGES.map(findPackage),
    ...backends,
    ...dataSets,
    weights,
    ...caches,
    disk,
  ];
}

function findNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const present = major > 20 || (major === 20 && minor >= 20);
  const tried = (NODE_MAJORS as readonly number[]).includes(major);
  return {
    section: "versions",
    name: "Node",
    present,
    importance: "required",
    detail: `${process.version} on ${process.platform}-${process.arch}${tried ? "" : `; tried: ${NODE_MAJORS.join(", ")}`}`,
    mend: present ? null : "install Node 20.20 or newer: https://nodejs.org",
  };
}

function findEvaluator(directory: string): Finding {
  const { version } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as {
    version: string;
  };
  return {
    section: "versions",
    name: "evaluator",
    present: true,
    importance: "required",
    detail: version,
    mend: null,
  };
}

async function findCommit(directory: string): Promise<Finding> {
  const commit = await evaluatorCommit(directory);
  return {
    section: "versions",
    name: "commit",
    present: commit !== null,
    importance: "optional",
    detail: commit ?? "no git checkout and no EVALUATOR_COMMIT: results cannot name the code that made them",
    mend: commit === null ? "git clone the repository and run from the clone, or state its commit" : null,
  };
}

function findPackage(name: string): Finding {
  const version = packageVersion(name);
  return {
    section: "versions",
    name,
    present: version !== null,
    importance: "required",
    detail: version ?? "not installed",
    mend: version === null ? "npm ci" : null,
  };
}

/** Not every package exports its package.json, so it is looked for beside the resolved entry. */
function packageVersion(name: string): string | null {
  const require = createRequire(import.meta.url);
  const paths = require.resolve.paths(name) ?? [];
  const manifest = paths.map((path) => join(path, name, "package.json")).find((path) => existsSync(path));
  return manifest ? (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version : null;
}

async function findCaches(cache: string): Promise<Finding[]> {
  const names = existsSync(cache) ? await readdir(cache) : [];
  const sizes = await Promise.all(names.map((name) => bytesBelow(join(cache, name))));
  const finding = { section: "caches", present: true, importance: "optional", mend: null } as const;
  return [
    { ...finding, name: "folder", detail: `${cache}${names.length ? "" : " (empty)"}` },
    ...names.map((name, index) => ({ ...finding, name, detail: formatBytes(sizes[index] ?? 0) })),
  ];
}

/** Bytes of the files below a path; links are not followed, so nothing is counted twice. */
async function bytesBelow(path: string): Promise<number> {
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map((entry) =>
      stat(join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function findDisk(directory: string): Promise<Finding> {
  const { freeBytes } = await diskOf(directory);
  const present = freeBytes >= FREE_BYTES_NEEDED;
  return {
    section: "disk",
    name: "free",
    present,
    importance: "required",
    detail: `${formatBytes(freeBytes)} where the repository is${present ? "" : `, expected ${formatBytes(FREE_BYTES_NEEDED)}`}`,
    mend: present ? null : "free some space, or move the repository and EVALUATOR_CACHE to another disk",
  };
}
