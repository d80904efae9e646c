import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./install.mjs";

/** What a person is told to run, and where. */
export const documents = [
  "README.md",
  "CONTRIBUTING.md",
  "RUNBOOK.md",
  "db/maintainers/README.md",
  "db/own-speeds/README.md",
  "evaluator/demo/README.md",
  "evaluator/golden/README.md",
  "evaluator/golden/backbones/README.md",
] as const;

const commandLine =
  /^(npm|npx|node|python3|git|openssl|docker|useradd|cp|systemctl|pg_dump|pg_restore|[A-Z_]+=\S+)( |$)/;

/** Lines of the blocks that name no language: a block of one is a program or a file. */
function shellLines(text: string): string[] {
  let language: string | null = null;
  return text.split("\n").filter((line) => {
    const [, named] = /^ *```(\w*)$/.exec(line) ?? [];
    if (named !== undefined) language = language === null ? named : null;
    return named === undefined && language === "";
  });
}

/** A document's commands, each on one line without comment; lines that end in a backslash go on. */
export function commandsOf(text: string): string[] {
  return shellLines(text)
    .join("\n")
    .replace(/\\\n\s*/g, "")
    .split("\n")
    .map((line) => line.replace(/\s+#\s.*$/, "").trim())
    .flatMap((line) => line.split(" && "))
    .filter((line) => commandLine.test(line));
}

/** Every documented command, once. */
export function documentedCommands(): string[] {
  return [...new Set(documents.flatMap((name) => commandsOf(readFileSync(join(root, name), "utf8"))))];
}

/** A command's words, as a shell takes them apart; quotes hold a word together. */
export function wordsOf(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? "",
  );
}
