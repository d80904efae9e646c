import { existsSync } from "node:fs";
import { readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../files/input-error.ts";

/**
 * Where a file of a TensorFlow distribution goes below the npm package's `deps`; null for one that is not needed.
 * The addon's sources read only TensorFlow's C headers, a few per cent of a wheel's 13,000 files. A wheel keeps its
 * libraries beside its Python modules; CUDA wheels (`nvidia/<part>/lib`) must stay where the library's own run path
 * looks for them, `$ORIGIN/../nvidia`. Google's libtensorflow archives already have the layout.
 */
export function placeInDeps(name: string): string | null {
  const path = name.replace(/^\.\//, "");
  if (path.endsWith("/") || path.split("/").includes("..")) return null;
  if (/^(include|lib)\//.test(path)) return path;
  const header = path.match(
    /^tensorflow\/(include\/(?:tensorflow\/(?:c|core\/platform|tsl)|tsl|xla\/tsl|xla\/c)\/.*\.h)$/,
  );
  if (header?.[1]) return header[1];
  const library = path.match(
    /^tensorflow\/(libtensorflow(?:_cc|_framework)?(?:\.so(?:\.\d+)*|(?:\.\d+)*\.dylib))$/,
  );
  if (library?.[1]) return `lib/${library[1]}`;
  if (/^nvidia\/.*\/lib\/.*\.so/.test(path)) return path;
  return null;
}

/** Names under which the addon's linker and loader look for the libraries, each with the files that may serve it. */
const ALIASES: Readonly<Record<string, readonly (readonly [alias: string, file: RegExp])[]>> = {
  linux: [
    ["libtensorflow.so.2.9.1", /^libtensorflow(_cc)?\.so\.2(\.\d+)*$/],
    ["libtensorflow.so", /^libtensorflow(_cc)?\.so\.2(\.\d+)*$/],
    ["libtensorflow_framework.so.2", /^libtensorflow_framework\.so\.2(\.\d+)*$/],
    ["libtensorflow_framework.so", /^libtensorflow_framework\.so\.2(\.\d+)*$/],
  ],
  darwin: [
    ["libtensorflow.2.dylib", /^libtensorflow(_cc)?(\.\d+)*\.dylib$/],
    ["libtensorflow_framework.2.dylib", /^libtensorflow_framework(\.\d+)*\.dylib$/],
  ],
};

/** Says at once that a platform is not served, instead of after a download. */
export function assertPlatformServed(platform: NodeJS.Platform = process.platform): void {
  if (ALIASES[platform] === undefined) {
    throw new InputError(
      `the native backend is set up on linux and darwin only, this is ${platform}: ` +
        "all commands work here on the ONNX Runtime backend",
    );
  }
}

/**
 * Adds the links that the addon needs to an unpacked `deps` folder.
 * @throws InputError when a library or the C header is not there, listing what is.
 */
export async function completeDeps(deps: string, source: string): Promise<void> {
  const header = join(deps, "include", "tensorflow", "c", "c_api.h");
  const libraries = existsSync(join(deps, "lib")) ? await readdir(join(deps, "lib")) : [];
  if (!existsSync(header)) {
    throw new InputError(
      `${source}: found no header tensorflow/c/c_api.h, expected it below include/ as in a TensorFlow wheel ` +
        "or a libtensorflow archive",
    );
  }
  for (const [alias, file] of ALIASES[process.platform] ?? []) {
    if (libraries.includes(alias)) continue;
    const library = libraries.find((name) => file.test(name));
    if (library === undefined) {
      throw new InputError(
        `${source}: found ${libraries.join(", ") || "no library"}, expected a library to serve as ${alias}`,
      );
    }
    await symlink(library, join(deps, "lib", alias));
  }
}
