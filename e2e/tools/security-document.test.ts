import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./install.mjs";

interface Row {
  readonly line: number;
  readonly threat: string;
  /** Test files with the names that the row gives. */
  readonly tests: readonly { readonly file: string; readonly name: string }[];
}

const isRule = (cells: readonly string[]) => cells.every((cell) => /^:?-+:?$/.test(cell));

/** Rows of the tables of SECURITY.md; a vertical bar inside a cell is written `\|`. */
function rows(text: string): Row[] {
  return text.split("\n").flatMap((line, index) => {
    if (!line.startsWith("|")) return [];
    const cells = line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll("\\|", "|"));
    if (isRule(cells) || cells[0] === "threat") return [];
    const [threat = "", , shown = ""] = cells;
    const tests = [...shown.matchAll(/`([^`]+\.(?:test|spec)\.tsx?)`((?:,?\s*"[^"]+")+)/g)].flatMap(
      ([, file = "", names = ""]) =>
        [...names.matchAll(/"([^"]+)"/g)].map(([, name = ""]) => ({ file, name })),
    );
    return [{ line: index + 1, threat, tests }];
  });
}

const table = rows(readFileSync(join(root, "SECURITY.md"), "utf8"));

test("each threat names the test that shows what holds", () => {
  expect(
    table.filter(({ tests }) => tests.length === 0).map(({ line, threat }) => `${line}: ${threat}`),
  ).toEqual([]);
  expect(table.length).toBeGreaterThan(20);
});

test("each named test is there", () => {
  const missing = table.flatMap(({ line, tests }) =>
    tests
      .filter(({ file, name }) => {
        const path = join(root, file);
        return !existsSync(path) || !readFileSync(path, "utf8").includes(name);
      })
      .map(({ file, name }) => `SECURITY.md:${line}: ${file} "${name}"`),
  );
  expect(missing).toEqual([]);
});
