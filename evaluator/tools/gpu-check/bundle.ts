import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";

/** The evaluator's package: src, bin, bench, manifests. */
export const evaluatorFolder = fileURLToPath(new URL("../../", import.meta.url));

const platform = `${process.platform}-${process.arch}`;

/** What holds native code stays a package, beside what it requires. */
const nativePackages = ["onnxruntime-node", "sharp"] as const;
const carriedPackages = [
  ...nativePackages,
  ...["onnxruntime-common", "@img/colour", "detect-libc", "semver"],
  ...[`@img/sharp-${platform}`, `@img/sharp-libvips-${platform}`],
];
/** Without its addon, which `evaluator setup` provides. */
const nativeTensorFlow = "@tensorflow/tfjs-node-gpu";
/** Whose versions the doctor reads; their code is in the bundle or not needed. */
const namedPackages = [nativeTensorFlow, "@tensorflow/tfjs-core", "h5wasm"];

/** What is started as a process of its own. */
const programs = ["bin/evaluator.mjs", "bench/backbones.ts", "bench/readout.ts"] as const;

/** Sources register tsx to run as they are; a bundle is JavaScript already. */
const withoutTsx: Plugin = {
  name: "without-tsx",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^tsx\/esm\/api$/ }, ({ path }) => ({ path, namespace: "without-tsx" }));
    onLoad({ filter: /.*/, namespace: "without-tsx" }, () => ({
      contents: "export const register = () => {};",
    }));
  },
};

/** A child loads its reader by the name that the source has. */
const readersAsBundled: Plugin = {
  name: "readers-as-bundled",
  setup({ onLoad }) {
    onLoad({ filter: /src\/.*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      return {
        contents: source.replace(/(-reader)\.ts", import\.meta\.url/, '$1.mjs", import.meta.url'),
        loader: "ts",
      };
    });
  },
};

/**
 * Writes an evaluator that runs by Node alone into an empty folder: each program, worker thread and probe is one file in
 * `code/bundle`, two folders deep as the sources are, so that they find manifests and package.json where these find them.
 * Returns the path of `evaluator.mjs`.
 */
export async function bundleEvaluator(folder: string): Promise<string> {
  const code = join(folder, "code", "bundle");
  await mkdir(code, { recursive: true });
  await build({
    entryPoints: [...programs.map((path) => join(evaluatorFolder, path)), ...(await startFiles())],
    outdir: code,
    entryNames: "[name]",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    minifySyntax: true,
    minifyWhitespace: true,
    external: [...nativePackages, nativeTensorFlow],
    plugins: [withoutTsx, readersAsBundled],
    // Packages in CommonJS require Node's own modules.
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module"; globalThis.require ??= requireFrom(import.meta.url);',
    },
    logLevel: "error",
  });
  await cp(join(evaluatorFolder, "manifests"), join(folder, "manifests"), { recursive: true });
  for (const file of ["package.json", "weights.lock.json"]) {
    await cp(join(evaluatorFolder, file), join(folder, file));
  }
  await copyPackages(join(folder, "node_modules"));
  return join(code, "evaluator.mjs");
}

/**
 * Worker threads and processes start with plain JavaScript beside the source that starts them, and children load the reader
 * that they are told.
 */
async function startFiles(): Promise<string[]> {
  const files = await readdir(join(evaluatorFolder, "src"), { recursive: true });
  return files
    .filter((path) => path.endsWith("-start.mjs") || path.endsWith("-reader.ts"))
    .map((path) => join(evaluatorFolder, "src", path));
}

async function copyPackages(into: string): Promise<void> {
  for (const name of carriedPackages) {
    await cp(packageFolder(name), join(into, name), { recursive: true, dereference: true, filter: isNeeded });
  }
  for (const name of namedPackages) {
    await mkdir(join(into, name), { recursive: true });
    await cp(join(packageFolder(name), "package.json"), join(into, name, "package.json"));
  }
}

/** Not every package exports its package.json, so it is looked for where Node looks. */
function packageFolder(name: string): string {
  const paths = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const found = paths.map((path) => join(path, name)).find((path) => existsSync(join(path, "package.json")));
  if (found === undefined) throw new Error(`package ${name} is not installed; expected it: npm ci`);
  return found;
}

/** Neither sources and types nor other systems' libraries; of ONNX Runtime's, only the one that npm brings. */
function isNeeded(path: string): boolean {
  const [, binary] = path.split("/onnxruntime-node/bin/napi-v6/");
  if (binary !== undefined) {
    const [system, processor, file] = binary.split("/");
    if (system !== process.platform || (processor ?? process.arch) !== process.arch) return false;
    return file === undefined || ["libonnxruntime.so.1", "onnxruntime_binding.node"].includes(file);
  }
  return !/\.(map|md|[cm]?ts|wasm)$|\/sharp\/src|\/onnxruntime-node\/(script|node_modules)|\/dist\/esm/.test(
    path,
  );
}
