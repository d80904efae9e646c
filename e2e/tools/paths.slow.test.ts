import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PlantedStep } from "./planted/step.ts";
import { plantedPaths } from "./planted-paths.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const tree = realpathSync(mkdtempSync(join(tmpdir(), "paths-")));

const copied = [
  ...["app", "db", "e2e/tools", "evaluator/src", "evaluator/manifests"],
  ...["package.json", "tsconfig.json", "evaluator/package.json", "evaluator/tsconfig.json"],
  ...["next.config.mjs", ".dependency-cruiser.mjs"],
];

beforeAll(() => {
  const files = execFileSync("git", ["ls-files", "app", "db", "e2e/*.ts", "evaluator/src", ...copied], {
    cwd: root,
    encoding: "utf8",
  });
  for (const file of files.split("\n").filter((name) => name !== "" && existsSync(join(root, name)))) {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    cpSync(join(root, file), join(tree, file));
  }
  for (const modules of ["node_modules", "evaluator/node_modules"]) {
    if (existsSync(join(root, modules))) symlinkSync(join(root, modules), join(tree, modules));
  }
});

afterAll(() => rmSync(tree, { recursive: true }));

const steps = Object.values(plantedPaths).flat();

function textOf(file: string): string | null {
  return existsSync(join(root, file)) ? readFileSync(join(root, file), "utf8") : null;
}

/** Makes the tree what it is with these steps taken, and no others. */
function plant(taken: readonly PlantedStep[]): void {
  for (const file of new Set(steps.map((step) => step.file))) {
    const here = taken.filter((step) => step.file === file);
    const text = here.reduce<string | null>((before, { take }) => take(before), textOf(file));
    if (text === null) {
      rmSync(join(tree, file), { force: true });
      continue;
    }
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), text);
  }
}

function run(script: string, ...options: string[]): void {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, "node_modules", script), ...options],
    { cwd: tree, encoding: "utf8" },
  );
  expect(status, `${script}: ${stdout}${stderr}`).toBe(0);
}

let typedRoutes: string | null = null;

/** Has Next say what routes there are, where that may have changed: it goes by the names of files alone. */
function typeRoutes(taken: readonly PlantedStep[]): void {
  const planted = taken
    .map(({ file }) => file)
    .filter((file) => /^app\/.*\/(page|layout|route)\.tsx?$/.test(file));
  if (planted.join() === typedRoutes) return;
  run("next/dist/bin/next", "typegen");
  typedRoutes = planted.join();
}

const sources = new Map<string, ts.SourceFile>();

/** One of the two programs as it is in the tree; what a file says is parsed once. */
function program(folder: "" | "evaluator"): ts.Program {
  const path = join(tree, folder, "tsconfig.json");
  const config = ts.parseJsonConfigFileContent(
    ts.readConfigFile(path, ts.sys.readFile).config,
    ts.sys,
    dirname(path),
    { incremental: false },
    path,
  );
  const host = ts.createCompilerHost(config.options, true);
  const read = host.getSourceFile;
  host.getSourceFile = (name, ...how) => {
    const key = `${folder}:${name}:${ts.sys.readFile(name)}`;
    const source = sources.get(key) ?? read(name, ...how);
    if (source) sources.set(key, source);
    return source;
  };
  return ts.createProgram(config.fileNames, config.options, host);
}

const programOf = (file: string) => program(file.startsWith("evaluator/") ? "evaluator" : "");

function errorsIn(compiled: ts.Program, file?: string): string[] {
  const source = file === undefined ? undefined : compiled.getSourceFile(join(tree, file));
  if (file !== undefined && !source) throw new Error(`${file}: is not compiled`);
  return compiled.getSemanticDiagnostics(source).map(({ file: where, messageText }) => {
    const name = where ? relative(tree, where.fileName) : "";
    return `${name}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
}

/** The files that ARCHITECTURE.md lists below a heading. */
function listed(heading: string): string[] {
  const text = readFileSync(join(root, "ARCHITECTURE.md"), "utf8");
  const [, below = ""] = text.split(`\n### ${heading}\n`);
  const [list = ""] = below.split("\n#");
  return [...list.matchAll(/^\d+\. `([^`]+)`/gm)].map(([, file = ""]) => file);
}

const inTests = /^(?!e2e\/every-page).*\.(test|fixture|spec)\.tsx?: /;

describe("the four paths of ARCHITECTURE.md", () => {
  test.each(Object.entries(plantedPaths))("%s: the list names each step", (heading, path) => {
    expect(listed(heading)).toEqual(path.map(({ named }) => named));
  });

  test("with every step taken, all four compile and keep the boundaries", () => {
    plant(steps);
    typeRoutes(steps);
    const errors = [...errorsIn(program("")), ...errorsIn(program("evaluator"))];
    // Tests that go over all tasks ask for their own knowledge of a new one.
    expect(errors.filter((error) => !inTests.test(error))).toEqual([]);
    run(
      "dependency-cruiser/bin/dependency-cruise.mjs",
      "--config",
      ".dependency-cruiser.mjs",
      "app",
      "db",
      "evaluator",
    );
  });

  test.each(steps.map((step) => [step.file, step] as const))("without %s the compiler stops", (_, step) => {
    const taken = steps.filter((other) => other !== step);
    plant(taken);
    typeRoutes(taken);
    expect(errorsIn(programOf(step.missedIn), step.missedIn)).not.toEqual([]);
  });
});
