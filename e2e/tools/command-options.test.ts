import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { benchSite } from "../bench/bench-site.ts";
import { fuzzReads } from "../fuzz/fuzz-reads.ts";
import { fuzzUploadsCommand } from "../fuzz/fuzz-uploads.ts";
import { killCommand } from "../kills/kill-command.ts";
import type { Command } from "./command-options.ts";
import { root } from "./install.mjs";
import { checkRequestCommand } from "./pull-request/check-request.ts";
import { commentRequestCommand } from "./pull-request/comment-request.ts";

const commands = {
  "bench:site": benchSite,
  "fuzz:reads": fuzzReads,
  "fuzz:uploads": fuzzUploadsCommand,
  "kill:everything": killCommand,
  "check:request": checkRequestCommand,
  "comment:request": commentRequestCommand,
} as const satisfies Readonly<Record<string, Command>>;

const request = ["--base", "nosuch", "--head", "HEAD", "--out", "/tmp"];

test.each<[keyof typeof commands, string[], string]>([
  ...Object.keys(commands).map((name): [keyof typeof commands, string[], string] => [
    name as keyof typeof commands,
    ["--nonsense"],
    "Unknown option '--nonsense'",
  ]),
  ["bench:site", ["--only", "nonsense"], '--only nonsense; expected "mixed" or a part of a read'],
  ["bench:site", ["18", "many"], "sizes 18 many; expected whole numbers"],
  ["bench:site", ["--seconds", "Infinity"], "--seconds Infinity; expected a positive number"],
  ["fuzz:reads", ["--requests", "1e3"], "--requests 1e3; expected a whole number from 1"],
  ["fuzz:uploads", ["--documents", "-1"], "'--documents' argument is ambiguous"],
  ["fuzz:uploads", ["all"], "Unexpected argument 'all'"],
  ["kill:everything", ["--kills", "0"], "--kills 0; expected a whole number from 1"],
  ["check:request", [...request, "--number", "x"], "--number x; expected a whole number from 1"],
  ["check:request", request, "--base nosuch; expected a commit of "],
])("%s refuses %j before it does anything", async (name, given, message) => {
  await expect(commands[name](given)).rejects.toThrow(message);
});

test("what is refused is told in a line, without a trace, with exit code 2", async () => {
  const started = promisify(execFile)(
    process.execPath,
    ["--import", "tsx", "e2e/fuzz/fuzz-uploads.ts", "--seed", "x"],
    {
      cwd: root,
    },
  );
  await expect(started).rejects.toMatchObject({
    code: 2,
    stderr: "--seed x; expected a whole number from 1\n",
  });
});

test("every command of the package that takes options is among them", async () => {
  const { default: manifest } = await import(join(root, "package.json"), { with: { type: "json" } });
  const own = Object.entries(manifest.scripts as Record<string, string>).flatMap(([name, line]) =>
    /^tsx e2e\//.test(line) ? [name] : [],
  );
  expect(Object.keys(commands).sort()).toEqual(own.sort());
});
