import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Dice } from "../fuzz/dice.ts";
import { listedUploads, readBackProblem } from "../fuzz/kept-things.ts";
import { evaluator } from "../site.ts";
import { freePort } from "../tools/free-port.ts";
import { spawnSite, startSite } from "../tools/site-server.ts";
import { dataProblems, placesOfBundles } from "./aftermath.ts";
import { type SteadyUploads, startUploads } from "./steady-uploads.ts";
import { Victim } from "./victim.ts";

export interface KillReport {
  /** By name of the process. */
  readonly kills: Readonly<Record<string, number>>;
  readonly cells: number;
  readonly uploads: number;
  readonly failures: readonly string[];
}

export interface Killing {
  readonly kills: number;
  readonly seed: number;
  readonly onProgress: (killed: number, uploads: number) => void;
}

/** After a victim has begun its work, at most: dozens of uploads, a cell or two. */
const mostWorkingMs = 1_500;
const workers = 2;
/** The made-up uploads and the real ones are of one token. */
const settings = { UPLOADS_PER_MINUTE: "1000000", UPLOAD_FILES_PER_DAY: "1000000" };

const program = join(process.cwd(), "evaluator/bin/evaluator.mjs");
const runEvaluator = (args: readonly string[]) =>
  spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "pipe"] });

async function mustRun(...args: string[]): Promise<void> {
  const { exitCode, output } = await evaluator(...args);
  if (exitCode !== 0) throw new Error(`evaluator ${args.join(" ")} ended with ${exitCode}:\n${output}`);
}

interface Place {
  readonly data: string;
  readonly token: string;
  readonly out: string;
  readonly cells: string;
  /** What workers are told. */
  readonly work: readonly string[];
}

/** Scenes, and a list of so many short cells of two small networks on them. */
async function prepare(folder: string, seeds: number): Promise<Place> {
  const [scenes, out, cells] = [join(folder, "scenes"), join(folder, "out"), join(folder, "cells.json")];
  await mustRun("data", "scenes", "--out", scenes, "--images", "4");
  mkdirSync(out);
  const place = ["--data", scenes, "--engine", "onnxruntime", "--threads", "1", "--out", out];
  const cache = ["--cache", join(folder, "cache")];
  const grid = [
    ...["--backbone", "dct-16,dct-8", "--task", "voc2012,nyuv2-depth"],
    ...["--seeds", Array.from({ length: seeds }, (_, seed) => seed).join(",")],
    ...["--smoke", "--iterations", "2", "--no-pilot"],
  ];
  await mustRun("plan", ...grid, ...place, ...cache, "--write", cells);
  const work = ["work", "--cells", cells, ...place, ...cache, "--deaths", "1000", "--takeover-after", "5"];
  return { data: join(folder, "data"), token: join(folder, "token"), out, cells, work };
}

interface Prey {
  readonly victim: Victim;
  /** Until it has begun its work since it was started, or has ended. */
  readonly begun: () => Promise<void>;
}

/** Kills those that live, round after round in another order: at their start, or in the midst of their work. */
async function killAtRandom(prey: readonly Prey[], uploads: SteadyUploads, killing: Killing): Promise<void> {
  const dice = new Dice(killing.seed);
  for (let killed = 0; killed < killing.kills; ) {
    for (const { victim, begun } of dice.shuffled(prey)) {
      if (!victim.isAlive || killed === killing.kills) continue;
      if (!dice.chance(1 / 4)) await begun();
      await sleep(dice.below(mostWorkingMs));
      if (!victim.isAlive) continue;
      victim.kill();
      killed += 1;
      killing.onProgress(killed, uploads.answered.size);
    }
  }
}

/** The server has begun when it answered an upload since it was started. */
async function hasAnswered(server: Victim, uploads: SteadyUploads): Promise<void> {
  await server.says("serving");
  const before = uploads.answered.size;
  while (server.isAlive && uploads.answered.size === before) await sleep(10);
}

/** Of the site, once everything has ended in order. */
async function siteProblems(site: string, out: string, uploads: SteadyUploads, before: ReadonlySet<string>) {
  const own = placesOfBundles(out);
  const expected = new Set([...before, ...own, ...uploads.answered]);
  const problems = [...uploads.refused];
  for (const path of expected) {
    const problem = await readBackProblem(site, path);
    if (problem !== null) problems.push(problem);
  }
  for (const path of await listedUploads(site)) {
    if (!expected.has(path)) problems.push(`${path} is listed, and nobody was answered`);
  }
  return problems;
}

function gridProblems(out: string, cells: string): string[] {
  const asked = (JSON.parse(readFileSync(cells, "utf8")) as { cells: readonly unknown[] }).cells.length;
  const bundles = readdirSync(out).filter((name) => name.endsWith(".json"));
  const left = readdirSync(join(out, ".work"));
  return [
    ...(bundles.length === asked ? [] : [`${bundles.length} bundles of ${asked} cells`]),
    ...(new Set(placesOfBundles(out)).size === bundles.length ? [] : ["two bundles are the same"]),
    ...left.map((name) => `.work/${name} is left over`),
  ];
}

/**
 * A server, two workers on one grid, the upload client and a caller who sends made-up uploads, of which all but the caller
 * are killed at random moments and started again. In the end everything that was answered is there, every cell was measured
 * once and its bundle sent, and files, rows and snapshots say the same.
 */
export async function killEverything(killing: Killing): Promise<KillReport> {
  const folder = mkdtempSync(join(tmpdir(), "dense-probing-kills-"));
  const place = await prepare(folder, Math.max(1, Math.ceil(killing.kills / 16)));
  const { data, token, out, cells } = place;
  const port = await freePort(0);
  const first = await startSite(data, token, port, settings);
  const site = first.address;
  const before = await listedUploads(site);
  await first.stop();
  const server = new Victim("server", "until told", () => spawnSite(data, token, port, settings));
  const measuring = Array.from(
    { length: workers },
    (_, index) => new Victim(`worker ${index + 1}`, "until done", () => runEvaluator(place.work)),
  );
  const send = ["upload", out, "--site", site, "--token-file", token];
  // It sends what is there, again and again.
  const sender = new Victim("uploader", "until told", () => runEvaluator(send));
  const uploads = startUploads(site, readFileSync(token, "utf8").trim(), killing.seed);
  try {
    const prey = [
      { victim: server, begun: () => hasAnswered(server, uploads) },
      ...measuring.map((victim) => ({ victim, begun: () => victim.says("] dct-") })),
      // It begins with asking the site, which may be away.
      { victim: sender, begun: async () => {} },
    ];
    await killAtRandom(prey, uploads, killing);
    await Promise.all(measuring.map((worker) => worker.done()));
    await uploads.end();
    await sender.end();
    await mustRun(...send);
    const failures = [...gridProblems(out, cells), ...(await siteProblems(site, out, uploads, before))];
    await server.end();
    failures.push(...(await dataProblems(data)));
    const victims = [server, ...measuring, sender];
    return {
      kills: Object.fromEntries(victims.map(({ name, kills }) => [name, kills])),
      cells: readdirSync(out).filter((name) => name.endsWith(".json")).length,
      uploads: uploads.answered.size,
      failures,
    };
  } finally {
    await uploads.giveUp();
    for (const victim of [server, sender, ...measuring]) {
      victim.kill();
      await victim.end();
    }
    rmSync(folder, { recursive: true, force: true });
  }
}
