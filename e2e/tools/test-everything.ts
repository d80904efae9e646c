import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findChromium } from "../chromium.ts";
import { clusterObstacle } from "./cluster-programs.ts";
import { npmCommand, root } from "./install.mjs";
import { otherReleases, withRelease } from "./node-releases.ts";
import { installPostgres } from "./postgres-programs.ts";
import { announce, runProgram, runScript, runScriptBeside } from "./step.ts";
import {
  describeFailure,
  type PlaywrightReport,
  sum,
  type Tally,
  tallyOfExit,
  tallyOfPlaywright,
  tallyOfVitest,
  type VitestReport,
} from "./test-report.ts";

/** Exit code of `evaluator setup --local-only` where the wheel would have to come over the network. */
const NOT_AVAILABLE_LOCALLY = 3;

type StaticCheck = readonly [script: string, heading: string];

/** The checks that need no test runner, first those that use every core. */
const CHECKS_OF_ALL_CORES: readonly StaticCheck[] = [
  ["lint", "formatting and lint (biome)"],
  ["build", "production build of the site"],
];
/** Those of one core each: two are at work side by side. */
const CHECKS_OF_ONE_CORE: readonly (readonly StaticCheck[])[] = [
  [["types", "types (tsc, both packages)"]],
  [
    ["boundaries", "import boundaries (dependency-cruiser)"],
    ["unused", "unused code and packages (knip)"],
  ],
];

/**
 * Runs every check and test, goes on after a failure, and prints the sum as the last line.
 * @returns the exit code: 0 only when nothing failed
 */
export async function testEverything(): Promise<number> {
  const clock = startClock();
  const chromium = await provideChromium();
  if (chromium === null) return 1;
  const hasNative = await provideNativeBackend();
  clock.lap("set-up");
  const tallies: Tally[] = [];
  const take = async (step: string, heading: string, run: () => Promise<Tally>) => {
    announce(heading);
    tallies.push(await run());
    clock.lap(step);
  };
  let isBuilt = false;
  for (const [script, heading] of CHECKS_OF_ALL_CORES) {
    await take(script, heading, async () => {
      const exitCode = await runScript(script);
      if (script === "build") isBuilt = exitCode === 0;
      return tallyOfExit(heading, exitCode);
    });
  }
  tallies.push(...(await Promise.all(CHECKS_OF_ONE_CORE.map(checkInTurn))).flat());
  clock.lap("types, boundaries, unused");
  const reports = mkdtempSync(join(tmpdir(), "dense-probing-test-"));
  const takeVitest = (script: string, heading: string) =>
    take(script, `${heading} (vitest)`, () =>
      runVitest(script, join(reports, `${script.replace(":", "-")}.json`)),
    );
  try {
    await takeVitest("test:unit", "unit tests");
    for (const release of otherReleases()) {
      await take(`Node ${release}`, `the evaluator's unit tests on Node ${release} (vitest)`, () =>
        runOnRelease(release, join(reports, `node-${release}.json`)),
      );
    }
    const noPostgres = await installPostgres();
    if (noPostgres === null) await takeVitest("test:postgres", "tests with a database, on PostgreSQL");
    else announce(`tests with a database, on PostgreSQL: left out, ${noPostgres}`);
    await takeVitest("test:slow", "training, processes and kills");
    if (hasNative) await takeVitest("test:native", "native backend tests");
    const obstacle = clusterObstacle();
    if (obstacle === null) await takeVitest("test:cluster", "Slurm and a queue in PostgreSQL");
    else announce(`Slurm and a queue in PostgreSQL: left out, ${obstacle}`);
    await take("test:e2e", "end-to-end tests (Playwright)", () =>
      runPlaywright(chromium, isBuilt, join(reports, "e2e.json")),
    );
  } finally {
    rmSync(reports, { recursive: true });
  }
  const { passed, failures } = sum(tallies);
  console.log(`\n${clock.reading()}`);
  for (const failure of failures) console.log(describeFailure(failure));
  console.log(`${passed} passed, ${failures.length} failed`);
  return failures.length === 0 ? 0 : 1;
}

/** Where the time of a run goes, step by step. */
function startClock() {
  const started = performance.now();
  const laps: string[] = [];
  let last = started;
  const seconds = (from: number) => `${Math.round((performance.now() - from) / 1000)} s`;
  return {
    /** Ends a step, which began where the one before it ended. */
    lap(step: string): void {
      laps.push(`${step} ${seconds(last)}`);
      last = performance.now();
    },
    reading: (): string => `took ${seconds(started)}: ${laps.join(", ")}`,
  };
}

/** What each says is shown when it has ended, so that two that run side by side do not mix. */
async function checkInTurn(checks: readonly StaticCheck[]): Promise<Tally[]> {
  const tallies: Tally[] = [];
  for (const [script, heading] of checks) {
    const { exitCode, output } = await runScriptBeside(script);
    announce(heading);
    process.stdout.write(output);
    tallies.push(tallyOfExit(heading, exitCode));
  }
  return tallies;
}

/** Installs Chromium where that takes no question: as root on Debian. Elsewhere it says the command. */
async function provideChromium(): Promise<string | null> {
  const found = findChromium();
  if (found !== null) {
    announce(`Chromium: ${found}`);
    return found;
  }
  if (existsSync("/etc/debian_version") && process.getuid?.() === 0) {
    announce("installing Chromium (apt-get)");
    await runProgram("apt-get", ["update", "-qq"]);
    await runProgram("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], {
      DEBIAN_FRONTEND: "noninteractive",
    });
    const installed = findChromium();
    if (installed !== null) return installed;
  }
  const command =
    process.platform === "linux" ? "sudo apt-get install -y chromium" : "npx playwright install chromium";
  console.error(
    `found no Chromium, which the end-to-end tests need: run ${command}, or name one with CHROMIUM_PATH`,
  );
  return null;
}

async function provideNativeBackend(): Promise<boolean> {
  announce("native TensorFlow backend, if this machine has what it takes");
  const exitCode = await runProgram(process.execPath, [
    join(root, "evaluator/bin/evaluator.mjs"),
    "setup",
    "--local-only",
  ]);
  if (exitCode === 0) return true;
  console.log(
    exitCode === NOT_AVAILABLE_LOCALLY
      ? "going on without it: its tests are left out, everything else runs on ONNX Runtime"
      : "could not be set up (see above): its tests are left out",
  );
  return false;
}

const reporting = (reportFile: string) => [
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${reportFile}`,
];

async function runVitest(script: string, reportFile: string): Promise<Tally> {
  const exitCode = await runScript(script, reporting(reportFile));
  return tallyOfVitest(script, readReport<VitestReport>(reportFile), exitCode);
}

async function runOnRelease(release: string, reportFile: string): Promise<Tally> {
  const tests = ["node_modules/vitest/vitest.mjs", "run", "--project", "evaluator", ...reporting(reportFile)];
  const { program, args } = npmCommand(withRelease(release, tests));
  const exitCode = await runProgram(program, args);
  return tallyOfVitest(`Node ${release}`, readReport<VitestReport>(reportFile), exitCode);
}

async function runPlaywright(chromium: string, isBuilt: boolean, reportFile: string): Promise<Tally> {
  const exitCode = await runScript("test:e2e", ["--reporter=list,json"], {
    CHROMIUM_PATH: chromium,
    E2E_BUILD: isBuilt ? "reuse" : "anew",
    PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile,
  });
  return tallyOfPlaywright("test:e2e", readReport<PlaywrightReport>(reportFile), exitCode);
}

function readReport<Report>(file: string): Report | null {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Report) : null;
}
