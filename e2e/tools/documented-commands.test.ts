import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { evaluatorCommands } from "#db/derive/loading/evaluator-commands.ts";
import { commandTable } from "./command-table.ts";
import { commandsOf, documentedCommands, wordsOf } from "./documented-commands.ts";
import { root } from "./install.mjs";

const documented = documentedCommands();

test("commands are read from blocks without a language, without comments, and whole", () => {
  const text =
    "```\nnpm ci   # packages\nnpm run a && npm run b\nnpx x \\\n  --y\n```\n```js\nnpm run no\n```\nnpm run no\n";
  expect(commandsOf(text)).toEqual(["npm ci", "npm run a", "npm run b", "npx x --y"]);
  expect(wordsOf(`a --b "c d" 'e "f"'`)).toEqual(["a", "--b", "c d", 'e "f"']);
});

test("every documented command is held to something, and nothing else is", () => {
  expect(Object.keys(commandTable).sort()).toEqual([...documented].sort());
});

test("what holds a command is there", () => {
  const missing = Object.values(commandTable).flatMap((held) =>
    "by" in held && !existsSync(join(root, held.by)) ? [held.by] : [],
  );
  expect(missing).toEqual([]);
});

/** As much of the evaluator's program as this needs: its sources are checked by settings of their own. */
interface Program {
  readonly commands: readonly Program[];
  action(work: () => void): Program;
  exitOverride(): Program;
  configureOutput(output: { writeErr: () => void }): Program;
  parseAsync(argv: readonly string[]): Promise<unknown>;
}

async function evaluatorProgram(): Promise<Program> {
  const sources: string = join(root, "evaluator/src/cli/main.ts");
  return ((await import(sources)) as { program(): Program }).program();
}

/** Reads arguments as the command line does, and does nothing with them. */
function idle(command: Program): Program {
  for (const child of command.commands) idle(child);
  return command
    .action(() => {})
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
}

describe("an evaluator's command has the words that the program knows:", () => {
  const ours = documented.filter((command) => /(^| )npx evaluator /.test(command));
  test.each(ours)("%s", async (command) => {
    const [, words = ""] = /npx evaluator (.*)$/.exec(command) ?? [];
    await idle(await evaluatorProgram()).parseAsync(["node", "evaluator", ...wordsOf(words)]);
  });
});

/** Of a known one, of a stranger's with a manifest of its own, and of one that a linear readout alone takes. */
const ofCards = [
  { id: "mae", isKnown: true, hasWeights: true, isUpsampled: false },
  { id: "made-up", isKnown: false, hasWeights: true, isUpsampled: false },
  { id: "dinov2-s-featup", isKnown: true, hasWeights: true, isUpsampled: true },
].flatMap((backbone) => Object.values(evaluatorCommands(backbone)));

describe("so has every command of a backbone's page:", () => {
  test.each(ofCards)("%s", async (command) => {
    const [, words = ""] = /^npx evaluator (.*)$/.exec(command) ?? [];
    await idle(await evaluatorProgram()).parseAsync(["node", "evaluator", ...wordsOf(words)]);
  });
});

const scripts = (folder: string) =>
  Object.keys(JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")).scripts);

test("every script that is named is there", () => {
  const named = documented.flatMap((command) => {
    const [, script] = /npm (?:run )?([a-z0-9:-]+)/.exec(command) ?? [];
    return script && script !== "ci"
      ? [{ script, folder: command.includes(" -w evaluator") ? "evaluator" : "." }]
      : [];
  });
  expect(named.filter(({ script, folder }) => !scripts(folder).includes(script))).toEqual([]);
});
