import { existsSync, readFileSync, realpathSync } from "node:fs";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { InputError } from "../files/input-error.ts";
import { lastLines, runChild } from "./child-process.ts";
import { NODE_API_VERSION } from "./native-package.ts";

/** Where Node's own C headers are; `download` means that node-gyp would fetch them from nodejs.org. */
export type NodeHeaders =
  | { readonly kind: "folder"; readonly nodedir: string }
  | { readonly kind: "download" };

/**
 * Compiles the package's addon against the TensorFlow libraries in `directory/deps`.
 * The sources are copied first, so that the npm package stays untouched until there is something that works.
 * @param packageDirectory the installed npm package
 * @param directory staging folder that holds `deps`; receives `lib/napi-v8/tfjs_binding.node`
 * @param logFile receives everything that the compiler prints
 * @throws InputError with the log's last lines and its path
 */
export async function compileAddon(
  packageDirectory: string,
  directory: string,
  headers: NodeHeaders,
  logFile: string,
): Promise<void> {
  if (directory.includes(" ")) {
    throw new InputError(
      `${directory}: the path has a space, which node-gyp's makefiles cannot handle; name another with EVALUATOR_CACHE`,
    );
  }
  const nodeGyp = findNodeGyp();
  await cp(join(packageDirectory, "binding"), join(directory, "binding"), { recursive: true });
  await cp(join(packageDirectory, "binding.gyp"), join(directory, "binding.gyp"));
  const target = join(directory, "lib", `napi-v${NODE_API_VERSION}`);
  const child = await runChild(
    process.execPath,
    [
      nodeGyp,
      "rebuild",
      "--release",
      "--module_name=tfjs_binding",
      `--module_path=${target}`,
      `--module=${join(target, "tfjs_binding.node")}`,
      `--napi_version=${process.versions.napi}`,
      `--napi_build_version=${NODE_API_VERSION}`,
      `--node_napi_label=napi-v${NODE_API_VERSION}`,
      ...(headers.kind === "folder" ? [`--nodedir=${headers.nodedir}`] : []),
    ],
    { directory },
  );
  const log = child.stdout + child.stderr + (child.startError?.message ?? "");
  await mkdir(dirname(logFile), { recursive: true });
  await writeFile(logFile, log);
  if (child.exitCode === 0 && existsSync(join(target, "tfjs_binding.node"))) return;
  throw new InputError(
    `compiling the addon failed; it needs python3, make and a C++ compiler (Debian: apt-get install -y python3 make g++). ` +
      `The log's last lines, the whole of it is ${logFile}:\n${lastLines(log, 12)}`,
  );
}

/** Finds Node's headers beside the running Node, where its archives and packages put them, or where npm was told. */
export async function findNodeHeaders(): Promise<NodeHeaders> {
  const asked = await runChild("npm", ["config", "get", "nodedir"]);
  const candidates = [asked.stdout.trim(), join(dirname(realpathSync(process.execPath)), "..")];
  for (const nodedir of candidates) {
    if (nodedir && headersVersion(nodedir) === process.version) return { kind: "folder", nodedir };
  }
  return { kind: "download" };
}

/** The version that headers in `nodedir` belong to, as `v20.20.2`; null where there are none. */
function headersVersion(nodedir: string): string | null {
  const file = join(nodedir, "include", "node", "node_version.h");
  if (!existsSync(file)) return null;
  const text = readFileSync(file, "utf8");
  const parts = ["MAJOR", "MINOR", "PATCH"].map(
    (part) => text.match(new RegExp(`#define NODE_${part}_VERSION (\\d+)`))?.[1],
  );
  return `v${parts.join(".")}`;
}

/** npm brings its own node-gyp; it lies where npm lies. */
function findNodeGyp(): string {
  const nodeDirectory = dirname(realpathSync(process.execPath));
  const onPath = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, "npm"));
  const npmCli = onPath.find(existsSync);
  const npmFolders = [
    process.env.npm_execpath ? join(dirname(process.env.npm_execpath), "..") : "",
    npmCli ? join(dirname(realpathSync(npmCli)), "..") : "",
    join(nodeDirectory, "..", "lib", "node_modules", "npm"),
    "/usr/share/nodejs/npm",
  ];
  const script = join("node_modules", "node-gyp", "bin", "node-gyp.js");
  const found = npmFolders.filter(Boolean).map((folder) => join(folder, script));
  const nodeGyp = [...found, "/usr/share/node_modules/node-gyp/bin/node-gyp.js"].find(existsSync);
  if (nodeGyp) return nodeGyp;
  throw new InputError(`found no node-gyp in ${found.join(", ")}, expected the one that npm brings along`);
}
