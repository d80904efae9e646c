import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { evaluatorCommit, statedCommit } from "./evaluator-commit.ts";

const stated = "0123456789abcdef0123456789abcdef01234567";
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "evaluator-commit-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

test("outside a checkout it is what was stated, if anything was", async () => {
  expect(await evaluatorCommit(folder, { EVALUATOR_COMMIT: stated })).toBe(stated);
  expect(await evaluatorCommit(folder, { EVALUATOR_COMMIT: `${stated}-dirty` })).toBe(`${stated}-dirty`);
  // What a container's builder left out is there, and empty.
  expect(await evaluatorCommit(folder, { EVALUATOR_COMMIT: "" })).toBeNull();
  expect(await evaluatorCommit(folder, {})).toBeNull();
});

test.each(["main", stated.slice(0, 12), `${stated}\n`, stated.toUpperCase()])(
  "a stated commit that is none is refused: %j",
  (EVALUATOR_COMMIT) => {
    expect(() => statedCommit({ EVALUATOR_COMMIT })).toThrow(
      /^EVALUATOR_COMMIT is ".*"; expected 40 hexadecimal digits/s,
    );
  },
);

test("in a checkout it is the checkout's, and says so where files differ", async () => {
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", folder, "-c", "user.name=a", "-c", "user.email=a@b.test", ...args], {
      encoding: "utf8",
    }).trim();
  git("init", "--quiet");
  writeFileSync(join(folder, "a"), "a");
  git("add", "a");
  git("commit", "--quiet", "--message", "Add a");
  const head = git("rev-parse", "HEAD");
  expect(await evaluatorCommit(folder, { EVALUATOR_COMMIT: stated })).toBe(head);
  writeFileSync(join(folder, "a"), "b");
  expect(await evaluatorCommit(folder, { EVALUATOR_COMMIT: stated })).toBe(`${head}-dirty`);
});
