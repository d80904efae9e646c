import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { root } from "./install.mjs";
import { type SiteServer, startSite } from "./site-server.ts";
import { announce, runProgram, runScript } from "./step.ts";

/** Of the network that the repository ships: its manifest, and the weights that it names. */
const NETWORK = join(root, "evaluator", "demo");
/** Nothing learned, cosines of pixels, and what was trained on other scenes. */
const BACKBONES = ["random", "dct-8", join(NETWORK, "scenes-vit.json")] as const;
const TASKS = ["voc2012", "nyuv2-depth"] as const;
const SCENES = { images: 64, seed: 0 } as const;
/**
 * Enough for predictions to look like the objects where features tell them apart, and for depth to come near its scale,
 * which starts at a metre; results of smoke runs are never ranked with full ones.
 */
const ITERATIONS = 200;

/** A tenth of the protocol's batches, which are for a machine that does nothing else. */
const SPEED_TRIAL = ["--batches", "1", "--rounds", "3"] as const;

/** Everything the demonstration makes; deleting the folder starts it anew. */
const FOLDER = join(root, ".data", "demo");

/**
 * The main job on this machine alone: serve the site on an embedded database with the paper's printed results, evaluate
 * three backbones on built-in scenes, draw and time them, upload it all, and keep serving until Ctrl-C.
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

interface Step {
  readonly heading: string;
  /** Arguments of the evaluator, as they are once the steps before are done. */
  readonly args: () => readonly string[];
}

/** What a maintainer does, in order; each step goes on from what an earlier demonstration left. */
function stepsTo(site: string, tokenFile: string): readonly Step[] {
  const scenes = join(FOLDER, `scenes-${SCENES.images}-${SCENES.seed}`);
  const [results, extras] = [join(FOLDER, "results"), join(FOLDER, "extras")];
  const [backbones, tasks] = [BACKBONES.join(","), TASKS.join(",")];
  const weights = ["--weights", NETWORK];
  const reopened = ["--data", scenes, "--out", extras, ...weights];
  const upload = (folder: string) => ["upload", folder, "--site", site, "--token-file", tokenFile];
  const generate = {
    heading: `generating ${SCENES.images} scenes in the data sets' own formats`,
    args: () => [
      "data",
      "scenes",
      "--out",
      scenes,
      "--images",
      `${SCENES.images}`,
      "--seed",
      `${SCENES.seed}`,
    ],
  };
  return [
    ...(existsSync(scenes) ? [] : [generate]),
    {
      heading: `evaluating ${BACKBONES.map(nameOf).join(", ")} on ${TASKS.join(" and ")}`,
      args: () => [
        ...["run", "--backbone", backbones, "--task", tasks, "--data", scenes],
        ...["--out", results, ...weights, "--smoke", "--iterations", `${ITERATIONS}`],
      ],
    },
    { heading: "uploading the result bundles", args: () => upload(results) },
    {
      heading: "drawing features and predictions",
      // Every fourth scene is a test image, and four of these come indoors, then four outdoors: five show both.
      args: () => [
        "artefacts",
        ...jsonBelow(results),
        ...reopened,
        "--count",
        "5",
        "--choose",
        "worst,median,best",
      ],
    },
    {
      heading: "asking the trained readouts for other output sizes",
      args: () => ["sizes", ...jsonBelow(results), ...reopened],
    },
    {
      heading: "timing the backbones, a short trial beside the site",
      args: () => [
        ...["speed", "--backbone", backbones, "--task", tasks, ...SPEED_TRIAL],
        ...[...weights, "--out", extras],
      ],
    },
    { heading: "uploading pictures, output sizes and times", args: () => upload(extras) },
  ];
}

/** A backbone's id, of its id or its manifest's path. */
function nameOf(backbone: string): string {
  return basename(backbone, ".json");
}

/** The first of the steps that fails gives its exit code; 0 when all went well. */
async function evaluateAndUpload(site: SiteServer, tokenFile: string, until: AbortSignal): Promise<number> {
  for (const { heading, args } of stepsTo(site.address, tokenFile)) {
    announce(heading);
    const binary = join(root, "evaluator/bin/evaluator.mjs");
    const exitCode = await runProgram(process.execPath, [binary, ...args()], {}, until);
    if (exitCode !== 0) return exitCode;
  }
  return 0;
}

/** Without hidden folders: leases are no results. */
function jsonBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".json") && !/(^|[\\/])\./.test(name))
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
