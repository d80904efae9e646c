import { execFileSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { MadeRepository } from "./made-repository.fixture.ts";
import { requestFiles } from "./request-files.ts";

const manifests = "evaluator/manifests";
const made = new MadeRepository({
  "README.md": "read me",
  "package.json": "{}",
  [`${manifests}/old.json`]: "{}",
  [`${manifests}/kept.json`]: '{"id":"kept"}',
});
afterAll(() => made[Symbol.dispose]());

const of = async (files: Readonly<Record<string, string | null>>) => {
  const { candidates, others } = await requestFiles(made.folder, made.base, made.request(files));
  return {
    candidates: candidates.map(({ id, manifest, keys }) => [
      id,
      manifest?.toString() ?? null,
      keys?.toString() ?? null,
    ]),
    others: Object.fromEntries(others.map(({ path, why }) => [path, why])),
  };
};

test("manifests and keys are read by their commit, and nothing is checked out", async () => {
  const head = made.request({
    [`${manifests}/new-b.json`]: '{"id":"new-b"}',
    [`${manifests}/new-b.keys.json`]: "keys",
    [`${manifests}/kept.keys.json`]: "more keys",
  });
  execFileSync("git", ["-C", made.folder, "checkout", "--quiet", made.base]);
  const { candidates, others } = await requestFiles(made.folder, made.base, head);
  expect(candidates.map(({ id, manifest, keys }) => [id, manifest?.toString(), keys?.toString()])).toEqual([
    ["kept", undefined, "more keys"],
    ["new-b", '{"id":"new-b"}', "keys"],
  ]);
  expect(others).toEqual([]);
});

test("what the base branch got since is not the request's", async () => {
  const head = made.request({ [`${manifests}/new-b.json`]: "{}" });
  execFileSync("git", ["-C", made.folder, "checkout", "--quiet", "--detach", made.base]);
  const base = made.commit({ [`${manifests}/of-the-base.json`]: "{}", "README.md": "newer" });
  const { candidates, others } = await requestFiles(made.folder, base, head);
  expect([candidates.map(({ id }) => id), others]).toEqual([["new-b"], []]);
});

test("anything else is named with what a maintainer has to look at", async () => {
  const odd = "evaluator/manifests/a\n| b.json";
  expect(
    await of({
      ".github/workflows/new.yml": "on: push",
      "evaluator/package.json": "{}",
      "evaluator/golden/backbones/x.json": "{}",
      "evaluator/src/x.ts": "code",
      "weights.pth": "pickle",
      "README.md": null,
      [`${manifests}/old.json`]: null,
      [`${manifests}/Upper.json`]: "{}",
      [`${manifests}/folder/inner.json`]: "{}",
      [odd]: "{}",
    }),
  ).toEqual({
    candidates: [],
    others: {
      ".github/workflows/new.yml": "what runs on the project's own machines",
      "evaluator/package.json": "packages that are installed",
      "evaluator/golden/backbones/x.json": "reference numbers, and how they were computed",
      "evaluator/src/x.ts": "code or text of the project",
      "weights.pth": "a file that is no text",
      "README.md": "a file that is deleted",
      [`${manifests}/old.json`]: "a backbone that is removed: its results are on the board",
      ...Object.fromEntries(
        [`${manifests}/Upper.json`, `${manifests}/folder/inner.json`, odd].map((path) => [
          path,
          "no manifest's name; expected <id>.json or <id>.keys.json, an id of lower-case words and hyphens",
        ]),
      ),
    },
  });
});

test("links, programs and files that are too large are not opened", async () => {
  const { others, candidates } = await of({
    [`${manifests}/link.json`]: "-> /etc/passwd",
    [`${manifests}/large.json`]: "x".repeat(128 * 1024 + 1),
    [`${manifests}/whole.json`]: "x".repeat(128 * 1024),
    [`${manifests}/large.keys.json`]: "x".repeat(1024 * 1024 + 1),
  });
  expect(candidates.map(([id]) => id)).toEqual(["whole"]);
  expect(others).toEqual({
    [`${manifests}/link.json`]: "mode 120000, as links and programs have; expected a plain file (100644)",
    [`${manifests}/large.json`]: "131073 bytes; expected at most 131072",
    [`${manifests}/large.keys.json`]: "1048577 bytes; expected at most 1048576",
  });
  made.request({ [`${manifests}/run.json`]: "{}" });
  chmodSync(join(made.folder, manifests, "run.json"), 0o755);
  const { others: programs } = await requestFiles(made.folder, made.base, made.commit({}));
  expect(programs).toEqual([
    {
      path: `${manifests}/run.json`,
      why: "mode 100755, as links and programs have; expected a plain file (100644)",
    },
  ]);
});

test("a request has a few backbones, and commits are hashes", async () => {
  const many = Object.fromEntries(
    ["a1", "b1", "c1", "d1", "e1"].map((id) => [`${manifests}/${id}.json`, "{}"]),
  );
  const { candidates, others } = await of(many);
  expect(candidates).toHaveLength(4);
  expect(others).toEqual({
    [`${manifests}/e1.json`]: "more than 4 backbones; expected fewer in one request",
  });
  await expect(requestFiles(made.folder, made.base, "--output=x")).rejects.toThrow(
    'commit "--output=x"; expected a full hash',
  );
});
