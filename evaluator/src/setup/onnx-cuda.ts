import { createWriteStream, existsSync, statSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { openPromise } from "yauzl";
import { InputError } from "../files/input-error.ts";
import { UnpackedSize } from "../files/unpacked-size.ts";
import { lastLines, runChild } from "./child-process.ts";
import { linkMissing, missingLibraries } from "./cuda-libraries.ts";

/** What ONNX Runtime's CUDA provider is. */
export const cudaProviderLibraries = [
  "libonnxruntime_providers_shared.so",
  "libonnxruntime_providers_cuda.so",
] as const;

export interface OnnxCudaOptions {
  /** Where ONNX Runtime looks for its providers. */
  readonly engineFolder: string;
  /** Of the npm package: another version's provider does not fit. */
  readonly engineVersion: string;
  /** Folder of the npm package with the script that fetches them. */
  readonly packageFolder: string;
  /** A wheel of onnxruntime-gpu, a NuGet package, or a folder; null: the npm package's own script asks NuGet. */
  readonly from: string | null;
  readonly report: (line: string) => void;
  /** What a library needs and the loader finds, in the words of `ldd`. */
  readonly dependencies?: (path: string) => Promise<string>;
}

export interface OnnxCudaResult {
  readonly libraries: readonly string[];
  /** Libraries of CUDA and cuDNN that were found elsewhere and linked beside the provider. */
  readonly linked: readonly string[];
}

/** The libraries take 0.4 GB, those of all providers 1 GB. */
const mostUnpackedBytes = 4 * 2 ** 30;

/**
 * Provides ONNX Runtime's CUDA provider beside the library of the npm package, and sees that what it needs of CUDA and
 * cuDNN is there.
 *
 * @throws InputError where the source is missing, of another version, or lacks a library; where CUDA's or cuDNN's are
 * missing, by name and version, with what provides them.
 */
export async function setupOnnxCuda(options: OnnxCudaOptions): Promise<OnnxCudaResult> {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new InputError(
      `--onnx-cuda on ${process.platform}-${process.arch}: ONNX Runtime has its CUDA provider for linux-x64 alone`,
    );
  }
  await (options.from === null ? fetchLibraries(options) : takeLibraries(options.from, options));
  const provider = join(options.engineFolder, cudaProviderLibraries[1]);
  if (!existsSync(provider)) throw new InputError(`${provider}: not there after the set-up, expected it`);
  const linked = await provideDependencies(provider, options);
  return { libraries: cudaProviderLibraries.map((name) => join(options.engineFolder, name)), linked };
}

async function fetchLibraries({ packageFolder, engineVersion, report }: OnnxCudaOptions): Promise<void> {
  report(`fetching ONNX Runtime ${engineVersion}'s CUDA provider from NuGet (0.3 GB)`);
  const script = join(packageFolder, "script", "install.js");
  const child = await runChild(process.execPath, [script, "--onnxruntime-node-install=cuda12"], {
    directory: packageFolder,
  });
  if (child.exitCode === 0) return;
  const said = child.stderr.split("\n").find((line) => /Error|ENOTFOUND/.test(line));
  throw new InputError(
    `onnxruntime-node's own script could not fetch the CUDA provider (${said?.trim() ?? lastLines(child.stderr, 1)}); ` +
      `expected NuGet within reach, or --from with onnxruntime_gpu-${engineVersion}-*.whl, ` +
      `microsoft.ml.onnxruntime.gpu.linux.${engineVersion}.nupkg or a folder of the libraries`,
  );
}

async function takeLibraries(from: string, options: OnnxCudaOptions): Promise<void> {
  const { engineFolder, report } = options;
  const status = statSync(from, { throwIfNoEntry: false });
  if (!status)
    throw new InputError(`${from}: no such file or folder, expected ONNX Runtime's CUDA libraries`);
  report(`taking ONNX Runtime's CUDA provider from ${from}`);
  await mkdir(engineFolder, { recursive: true });
  const staging = await mkdtemp(join(engineFolder, "staging-"));
  try {
    const found = status.isDirectory()
      ? await copyFromFolder(from, staging)
      : await unpackArchive(from, staging, options.engineVersion);
    const missing = cudaProviderLibraries.filter((name) => !found.has(name));
    if (missing.length > 0)
      throw new InputError(`${from}: holds no ${missing.join(" and no ")}, expected both`);
    for (const name of cudaProviderLibraries) await rename(join(staging, name), join(engineFolder, name));
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

const isProvider = (name: string): boolean => cudaProviderLibraries.some((known) => known === name);

/** The folder itself, or wherever below it an unpacked wheel or package keeps them. */
async function copyFromFolder(folder: string, into: string): Promise<Set<string>> {
  const found = new Set<string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !isProvider(entry.name) || found.has(entry.name)) continue;
    await copyFile(join(entry.parentPath, entry.name), join(into, entry.name));
    found.add(entry.name);
  }
  return found;
}

/** Wheels and NuGet packages are zip files, whose names say their version. */
async function unpackArchive(path: string, into: string, version: string): Promise<Set<string>> {
  const named = basename(path).match(/\.(\d+\.\d+\.\d+)\.nupkg$|^onnxruntime_gpu-(\d+\.\d+\.\d+)-.*\.whl$/i);
  if (!named) {
    throw new InputError(
      `${path}: expected onnxruntime_gpu-${version}-*.whl, microsoft.ml.onnxruntime.gpu.linux.${version}.nupkg or a folder`,
    );
  }
  const found = named[1] ?? named[2];
  if (found !== version) {
    throw new InputError(`${path}: version ${found}, expected ${version} as onnxruntime-node has`);
  }
  return unzipProviders(path, into).catch((error: Error) => {
    if (error instanceof InputError) throw error;
    throw new InputError(`${path}: not a readable archive (${error.message}), expected a complete zip file`);
  });
}

async function unzipProviders(path: string, into: string): Promise<Set<string>> {
  const size = new UnpackedSize(path, mostUnpackedBytes);
  const names = new Set<string>();
  const archive = await openPromise(path, { lazyEntries: true });
  for await (const entry of archive.eachEntry()) {
    const name = basename(entry.fileName);
    if (!isProvider(name) || names.has(name)) continue;
    size.addBytes(entry.uncompressedSize);
    await pipeline(await archive.openReadStreamPromise(entry), createWriteStream(join(into, name)));
    names.add(name);
  }
  return names;
}

/** Links what is installed where the loader does not look, and names what is nowhere. */
async function provideDependencies(provider: string, options: OnnxCudaOptions): Promise<readonly string[]> {
  const { engineFolder, report, dependencies = listDependencies } = options;
  const missing = missingLibraries(await dependencies(provider));
  if (missing.length === 0) return [];
  const { linked, absent } = await linkMissing(missing, engineFolder);
  for (const path of linked) report(`linked ${path}`);
  if (absent.length > 0) throw new InputError(absent.join("\n"));
  const still = missingLibraries(await dependencies(provider));
  if (still.length === 0) return linked;
  throw new InputError(
    `${provider}: the loader does not find ${still.join(", ")} beside it; ` +
      `expected LD_LIBRARY_PATH to have ${engineFolder} whenever the evaluator runs`,
  );
}

async function listDependencies(path: string): Promise<string> {
  const child = await runChild("ldd", [path]);
  if (child.exitCode === 0) return child.stdout;
  throw new InputError(
    `ldd ${path}: ${lastLines(child.stderr, 1) || "not installed"}; expected its list of libraries`,
  );
}
