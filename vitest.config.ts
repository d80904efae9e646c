import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

const slow = "**/*.slow.test.ts";
const native = "**/*.native.test.ts";
const cluster = "**/*.cluster.test.ts";
const postgres = "**/*.postgres.test.ts";
const installed = "**/node_modules/**";

const siteTests = ["db", "app"].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((file) => /\.test\.tsx?$/.test(file)),
);
const siteTestsThatSay = (word: string) =>
  siteTests.filter((file) => readFileSync(file, "utf8").includes(word));

/** Tests that open a database of their own: they run once more on PostgreSQL. */
const databaseTests = siteTestsThatSay("openTest");
/** Tests that put something in the place of a module: nobody shares theirs. */
const replacingTests = siteTestsThatSay("vi.mock(");

/**
 * Files of one worker share what they import, as the requests to one server do: to load the database and React for each of
 * 150 files takes as long as their tests. What sets something of the process puts it back.
 */
const modulesOfOneProcess = { isolate: false } as const;

export default defineConfig({
  test: {
    // Vitest leaves one core to itself, half of a machine with two.
    maxWorkers: "100%",
    // A failure that comes once in a hundred runs has to say all of it the first time.
    chaiConfig: { truncateThreshold: 0 },
    projects: [
      {
        test: {
          name: "evaluator",
          include: ["evaluator/**/*.test.ts"],
          exclude: [slow, native, cluster, installed],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "site",
          include: ["db/**/*.test.ts", "app/**/*.test.{ts,tsx}"],
          exclude: [slow, postgres, installed, ...replacingTests],
          ...modulesOfOneProcess,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "site-apart",
          include: [...replacingTests, "e2e/tools/**/*.test.ts"],
          exclude: [slow, installed],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        // Starts PostgreSQL, which `npm test` installs.
        test: {
          name: "postgres",
          include: [...databaseTests, postgres],
          exclude: [installed],
          ...modulesOfOneProcess,
          globalSetup: ["e2e/tools/postgres-for-tests.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        // What trains, starts processes or kills them: `npm test` runs it, `npm run check` does not.
        test: {
          name: "slow",
          include: [slow],
          exclude: [installed],
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        // Needs `evaluator setup`; `npm test` runs it where that worked.
        test: {
          name: "native",
          include: [native],
          exclude: [installed],
          testTimeout: 300_000,
        },
      },
      {
        // Needs Slurm and PostgreSQL, which `npm run test:cluster` starts.
        test: {
          name: "cluster",
          include: [cluster],
          exclude: [installed],
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
