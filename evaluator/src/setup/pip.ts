import { existsSync, readdirSync } from "node:fs";
import { devNull } from "node:os";
import { join } from "node:path";
import { InputError } from "../files/input-error.ts";
import { lastLines, runChild } from "./child-process.ts";

/** TensorFlow release that the package's 4.22.0 addon was built and checked against. */
export const TENSORFLOW_VERSION = "2.21.0";

/** How a wheel is asked for when pip's own Python is one that the release has no wheel for: only its libraries count. */
const PYTHON_CHOICES: readonly (readonly string[])[] = [
  [],
  ["--only-binary=:all:", "--python-version", "3.12"],
  ["--only-binary=:all:", "--python-version", "3.11"],
];

/** `local`: only indices on this machine; `configured`: whatever pip is set up to ask. */
export type PipReach = "local" | "configured";

export interface Pip {
  readonly program: string;
  readonly args: readonly string[];
}

/** Finds pip; null where this machine has none. */
export async function findPip(): Promise<Pip | null> {
  const candidates: readonly Pip[] = [
    { program: "python3", args: ["-m", "pip"] },
    { program: "python", args: ["-m", "pip"] },
    { program: "pip3", args: [] },
  ];
  for (const pip of candidates) {
    const child = await runChild(pip.program, [...pip.args, "--version"]);
    if (child.exitCode === 0) return pip;
  }
  return null;
}

/** What pip is configured to look through without a network: folders of wheels and `file://` indices. */
export interface LocalIndices {
  readonly findLinks: readonly string[];
  readonly indexUrls: readonly string[];
}

/** Reads `pip config list`, one `section.key='value'` a line; a value may list several places. */
export function localIndicesOf(pipConfig: string): LocalIndices {
  const places = (key: string) =>
    pipConfig
      .split("\n")
      .filter((line) => line.slice(0, line.indexOf("=")).endsWith(`.${key}`))
      .flatMap((line) =>
        line
          .slice(line.indexOf("=") + 1)
          .replace(/^'|'$/g, "")
          .split(/\s+|\\n/),
      )
      .filter((place) => place.startsWith("file://") || (key === "find-links" && place.startsWith("/")));
  const distinct = (values: string[]) => [...new Set(values)];
  return {
    findLinks: distinct(places("find-links")),
    indexUrls: distinct([...places("index-url"), ...places("extra-index-url")]),
  };
}

/**
 * Downloads one wheel without its dependencies.
 * @returns its path, or null when no index within reach has it
 */
export async function downloadWheel(
  pip: Pip,
  requirement: string,
  into: string,
  reach: PipReach,
): Promise<string | null> {
  const [args, environment] = reach === "local" ? await localOnly(pip) : [[], process.env];
  let output = "";
  for (const choice of PYTHON_CHOICES) {
    const child = await runChild(
      pip.program,
      [...pip.args, "download", "--no-deps", "--no-input", "--dest", into, ...args, ...choice, requirement],
      { environment: { ...environment, PIP_DISABLE_PIP_VERSION_CHECK: "1" } },
    );
    const wheel = existsSync(into) ? readdirSync(into).find((name) => name.endsWith(".whl")) : undefined;
    if (child.exitCode === 0 && wheel) return join(into, wheel);
    output = child.stderr || child.stdout;
    if (!/No matching distribution|Could not find a version/.test(output)) break;
  }
  if (/No matching distribution|Could not find a version/.test(output)) return null;
  throw new InputError(`pip download ${requirement} failed:\n${lastLines(output, 6)}`);
}

/** Arguments and environment under which pip can ask nothing but this machine. */
async function localOnly(pip: Pip): Promise<[string[], NodeJS.ProcessEnv]> {
  const config = await runChild(pip.program, [...pip.args, "config", "list"]);
  const { findLinks, indexUrls } = localIndicesOf(config.stdout);
  const [first, ...others] = indexUrls;
  const args = findLinks.flatMap((place) => ["--find-links", place]);
  if (first === undefined) args.push("--no-index");
  else args.push("--index-url", first, ...others.flatMap((url) => ["--extra-index-url", url]));
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^PIP_(INDEX_URL|EXTRA_INDEX_URL|FIND_LINKS|NO_INDEX)$/.test(name),
    ),
  );
  return [args, { ...environment, PIP_CONFIG_FILE: devNull }];
}
