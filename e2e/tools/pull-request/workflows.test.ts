import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../install.mjs";

const folder = join(root, ".github/workflows");
const workflows = readdirSync(folder).map(
  (name) => [name, readFileSync(join(folder, name), "utf8")] as const,
);
const [check, comment] = ["check-backbone.yml", "comment-on-backbone.yml"].map(
  (name) => workflows.find(([found]) => found === name)?.[1] ?? "",
) as [string, string];

/** The value of every line `key: value`, comments left out. */
const valuesOf = (text: string, key: string): string[] =>
  [...text.matchAll(new RegExp(`^\\s*(?:- )?${key}: (.*?)(?:\\s+#.*)?$`, "gm"))].map(
    ([, value]) => value ?? "",
  );

describe.each(workflows)("%s", (_name, text) => {
  test("uses actions of GitHub's own by commits alone", () => {
    expect(text).toContain("uses: ");
    for (const [, action] of text.matchAll(/uses: (\S+)/g))
      expect(action).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40}$/);
  });

  test("has no secret, keeps no credentials, and installs without scripts", () => {
    expect(text).not.toMatch(/secrets\s*[.[]/);
    expect(text.match(/actions\/checkout@/g)?.length).toBe(text.match(/persist-credentials: false/g)?.length);
    for (const line of text.match(/npm (ci|install)\b.*/g) ?? [])
      expect(line).toContain("npm ci --ignore-scripts");
    expect(text).toContain("package-manager-cache: false");
  });

  test("puts nothing of an event into a program's text", () => {
    for (const line of valuesOf(text, "run")) expect(line).not.toContain("${{");
    expect(text).not.toMatch(/run: [|>]/);
    expect(text).not.toMatch(/github\.event\.[\w.]*(title|body|ref|label|name)\b/);
  });

  test("has a time limit for each job", () => {
    const jobs = text.slice(text.indexOf("\njobs:")).match(/^ {2}\w+:$/gm) ?? [];
    expect(jobs.length).toBeGreaterThan(0);
    expect(valuesOf(text, "timeout-minutes")).toHaveLength(jobs.length);
  });

  test("calls scripts that are here", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    for (const [, script] of text.matchAll(/npm run --silent (\S+)/g))
      expect(scripts).toHaveProperty([script ?? ""]);
  });
});

test("the check reads: the base branch's code, and no right but to read", () => {
  expect(check).toMatch(/^on:\n(\s*#.*\n)*\s+pull_request_target:\n/m);
  expect(check.match(/^permissions:\n {2}contents: read\n\n/m)).not.toBeNull();
  expect(check).not.toContain("write");
  expect(valuesOf(check, "ref").map((ref) => ref.replace(/[${} ]/g, ""))).toEqual([
    "github.event.pull_request.base.sha",
  ]);
  expect(check).not.toMatch(/git (checkout|switch|merge|pull|reset|worktree)/);
});

test("the comment comes from a workflow that reads the report of the check alone", () => {
  expect(comment).toMatch(/^on:\n {2}workflow_run:\n {4}workflows: \["Check backbone"\]/m);
  expect(check).toContain("name: Check backbone\n");
  expect(comment).toContain("github.event.workflow_run.event == 'pull_request_target'");
  expect(comment).toContain("permissions: {}\n");
  expect([...comment.matchAll(/^ {6}([\w-]+: (?:read|write))\b/gm)].map(([, right]) => right)).toEqual([
    "actions: read",
    "contents: read",
    "pull-requests: write",
  ]);
  expect(comment).not.toMatch(/^\s*ref:/m);
});
