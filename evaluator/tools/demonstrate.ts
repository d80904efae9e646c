import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { root } from "./install.mjs";
import { type SiteServer, startSite } from "./site-server.ts";
import { announce, runProgram, runScript } from "./step.ts";

const BACKBONES = ["random", "dct-16", "dct-8"] as const;
const TASKS = ["voc2012", "nyuv2-depth"] as const;
const SCENES = { images: 48, seed: 0 } as const;
/** Enough to see the loss fall and the backbones differ; results of smoke runs are never ranked with full ones. */
const ITERATIONS = 80;

/** Everything the demonstration makes; deleting the folder starts it anew. */
const FOLDER = join(root, ".data", "demo");

/**
 * The main job on this machine alone: serve the site on an embedded database with the paper's printed results, evaluate
 * three backbones on built-in scenes, upload the bundles, and keep serving until Ctrl-C.
 * @returns the exit code
 */
export async function demonstrate(): Promise<number> {
  const started = performance.now();
  mkdirSync(FOLDER, { recursive: true });
  if (siteIsOutOfDate()) {
    announce("building the site");
    const exitCode = await runScript("build");
    if (exitCode !== 0) return exitCode;
  }
  announce("starting the site on an embedded database, with the paper's results");
  const tokenFile = join(FOLDER, "upload-token");
  const site = await startSite(join(FOLDER, "site"), tokenFile);
  const interrupted = whenInterrupted();
  const stopping = new AbortController();
  const evaluated = evaluateAndUpload(site, tokenFile, stopping.signal);
  const outcome = await Promise.race([evaluated, interrupted, site.ended.then(() => "ended" as const)]);
  if (outcome === 0) {
    const seconds = Math.round((performance.now() - started) / 1000);
    announce(`done in ${seconds} s: ${site.address} shows the results; Ctrl-C stops it`);
    await Promise.race([interrupted, site.ended]);
  } else if (typeof outcome === "number") console.error(`the demonstration failed with exit code ${outcome}`);
  stopping.abort();
  const exitCode = await site.stop();
  return typeof outcome === "number" && outcome !== 0 ? outcome : exitCode;
}

/** The first of the steps that fails gives its exit code; 0 when all went well. */
async function evaluateAndUpload(site: SiteServer, tokenFile: string, until: AbortSignal): Promise<number> {
  const evaluator = (...args: string[]): Promise<number> =>
    runProgram(process.execPath, [join(root, "evaluator/bin/evaluator.mjs"), ...args], {}, until);
  const scenes = join(FOLDER, `scenes-${SCENES.images}-${SCENES.seed}`);
  if (!existsSync(scenes)) {
    announce(`generating ${SCENES.images} scenes in the data sets' own formats`);
    const { images, seed } = SCENES;
    const exitCode = await evaluator(
      "data",
      "scenes",
      "--out",
      scenes,
      "--images",
      `${images}`,
      "--seed",
      `${seed}`,
    );
    if (exitCode !== 0) return exitCode;
  }
  const results = join(FOLDER, "results");
  announce(`evaluating ${BACKBONES.join(", ")} on ${TASKS.join(" and ")}`);
  const exitCode = await evaluator(
    ...["run", "--backbone", BACKBONES.join(","), "--task", TASKS.join(","), "--data", scenes],
    ...["--out", results, "--smoke", "--iterations", `${ITERATIONS}`],
  );
  if (exitCode !== 0) return exitCode;
  announce("uploading the result bundles");
  return evaluator("upload", ...bundlesIn(results), "--site", site.address, "--token-file", tokenFile);
}

function bundlesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".json"))
    .map((name) => join(folder, name));
}

/** Settles at the first Ctrl-C or request to end; the children of this terminal get the same signal. */
function whenInterrupted(): Promise<"interrupted"> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => resolve("interrupted"));
    }
  });
}

/** Whether a source file of the site is newer than its last build. */
function siteIsOutOfDate(): boolean {
  const build = statSync(join(root, ".next", "BUILD_ID"), { throwIfNoEntry: false });
  if (!build) return true;
  const sources = ["app", "db", "public", "evaluator/src/contract"].flatMap((folder) =>
    filesBelow(join(root, folder)),
  );
  const files = [...sources, join(root, "next.config.mjs"), join(root, "package-lock.json")];
  const changed = files.find((file) => statSync(file).mtimeMs > build.mtimeMs);
  if (changed) console.log(`the last build is older than ${relative(root, changed)}`);
  return changed !== undefined;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
