import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { root } from "./install.mjs";

const listed = execFileSync("git", ["ls-files", "evaluator/bin", "evaluator/src/**/*-start.mjs"], {
  cwd: root,
  encoding: "utf8",
});
const starts = listed.split("\n").filter((file) => existsSync(join(root, file)) && file.endsWith(".mjs"));

/** What a file imports when it runs, in its order: no types. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, "utf8").replace(/^(import|export) type [^;]*;/gm, "");
  return ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName);
}

/** Packages that a file and all that it loads import. */
function packagesBehind(file: string, seen = new Set<string>()): Set<string> {
  const packages = new Set<string>();
  for (const name of importsOf(file)) {
    const path = join(dirname(file), name);
    if (!name.startsWith(".")) packages.add(name);
    else if (!seen.has(path)) for (const found of packagesBehind(path, seen.add(path))) packages.add(found);
  }
  return packages;
}

// tsx would spend a second and 600 MB on looking for TypeScript in its 4 MB of WebAssembly, in every thread anew.
test.each(starts)("%s: h5wasm comes before tsx where it comes at all", (start) => {
  const path = join(root, start);
  const own = importsOf(path).filter((name) => name === "h5wasm/node" || name === "tsx/esm/api");
  if (packagesBehind(path).has("h5wasm/node")) expect(own).toEqual(["h5wasm/node", "tsx/esm/api"]);
  else expect(own).not.toContain("h5wasm/node");
});

test("threads of a task are among the starts that read HDF5", () => {
  expect(packagesBehind(join(root, "evaluator/src/cell/task-worker-start.mjs"))).toContain("h5wasm/node");
});
