import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, statSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { openPromise } from "yauzl";
import { requireFreeSpace } from "../files/free-space.ts";
import { InputError } from "../files/input-error.ts";
import { compileAddon, findNodeHeaders } from "./addon.ts";
import { assertPlatformServed, completeDeps } from "./deps-layout.ts";
import {
  findNativePackage,
  linkInto,
  NATIVE_PACKAGE,
  type NativePackage,
  NODE_API_VERSION,
  providedFrom,
  unlinkFrom,
} from "./native-package.ts";
import { downloadWheel, findPip, type PipReach, TENSORFLOW_VERSION } from "./pip.ts";
import { type NativeBackend, probeNativeBackend } from "./probe.ts";
import { unpackInto } from "./unpack.ts";

export interface SetupOptions {
  /** Folder for caches; the native part goes to `native/` in it. */
  readonly cache: string;
  readonly device: "cpu" | "cuda";
  /** Wheel, archive or folder with TensorFlow; null asks pip. */
  readonly from: string | null;
  /** How far pip may go; `local` also forbids the download of Node's headers. */
  readonly reach: PipReach;
  /** Told of each stage, one line each. */
  readonly report: (line: string) => void;
}

export type SetupResult =
  | {
      readonly kind: "already-there" | "provided";
      readonly native: NativeBackend;
      readonly directory: string;
    }
  /** Only under reach `local`: nothing failed, but something would have to come over the network. */
  | { readonly kind: "not-available-locally"; readonly reason: string };

/** The unpacked wheel (0.9 GB), the wheel itself (0.3 GB) and the compiler's files; CUDA's libraries come to 5 GB. */
const NEEDED_BYTES = { cpu: 1.6e9, cuda: 9e9 };

/**
 * Provides the native part of the TensorFlow package and verifies it by a product of two matrices.
 * Works in a staging folder that is renamed when complete, so an interrupted set-up leaves nothing half made and can
 * be run again; a folder made by an earlier set-up is used again, even after the npm package was installed anew.
 */
export async function setupNative(options: SetupOptions): Promise<SetupResult> {
  assertPlatformServed();
  const nativePackage = requirePackage();
  const present = await probeNativeBackend();
  if (present.works && options.from === null && serves(present.native, options.device)) {
    const directory = providedFrom(nativePackage) ?? nativePackage.directory;
    return { kind: "already-there", native: present.native, directory };
  }
  const home = join(options.cache, "native");
  const made = join(home, nameOf(nativePackage, options));
  if (!existsSync(made)) {
    const problem = await make(made, nativePackage, options);
    if (problem !== null) return { kind: "not-available-locally", reason: problem };
  } else options.report(`using what an earlier set-up left in ${made}`);
  return { kind: "provided", native: await verify(nativePackage, made, options), directory: made };
}

function requirePackage(): NativePackage {
  const nativePackage = findNativePackage();
  if (nativePackage) return nativePackage;
  throw new InputError(`${NATIVE_PACKAGE} is not installed, expected it in node_modules: run npm ci`);
}

const serves = (native: NativeBackend, device: "cpu" | "cuda") => device === "cpu" || native.device === "GPU";

/** One folder for each thing that would make another addon. */
function nameOf(nativePackage: NativePackage, options: SetupOptions): string {
  const source = options.from === null ? TENSORFLOW_VERSION : sourceName(options.from);
  const platform = `${process.platform}-${process.arch}`;
  return `tfjs-${nativePackage.version}-tensorflow-${source}-${options.device}-${platform}-napi${NODE_API_VERSION}`;
}

/** The name alone would take a changed file for the one that was used before. */
function sourceName(from: string): string {
  const path = resolve(from);
  const modified = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  const digest = createHash("sha256").update(`${path}\n${modified}`).digest("hex").slice(0, 8);
  return `${basename(path).replace(/[^\w.-]/g, "_")}-${digest}`;
}

/** @returns null when `made` is there, otherwise what could not be had within reach */
async function make(
  made: string,
  nativePackage: NativePackage,
  options: SetupOptions,
): Promise<string | null> {
  const home = join(options.cache, "native");
  await mkdir(home, { recursive: true });
  await removeAbandoned(home);
  await requireFreeSpace(
    home,
    NEEDED_BYTES[options.device],
    "the native backend; EVALUATOR_CACHE names another place",
  );
  const headers = await findNodeHeaders();
  if (headers.kind === "download" && options.reach === "local") {
    return `the C headers of Node ${process.version} are not on this machine`;
  }
  // The process id tells a later set-up whether the folder was abandoned.
  const staging = join(home, `staging-${process.pid}-${randomUUID().slice(0, 8)}`);
  try {
    const problem = await stageLibraries(staging, options);
    if (problem !== null) return problem;
    options.report(
      headers.kind === "folder"
        ? `compiling the addon (about 20 s; headers of Node ${process.version} in ${headers.nodedir})`
        : `compiling the addon; node-gyp fetches the headers of Node ${process.version} from nodejs.org first`,
    );
    const log = join(home, "logs", `compile-${process.pid}.log`);
    await compileAddon(nativePackage.directory, staging, headers, log);
    await Promise.all(
      ["build", "binding", "binding.gyp", "download"].map((name) =>
        rm(join(staging, name), { recursive: true, force: true }),
      ),
    );
    await rename(staging, made);
    return null;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** Puts TensorFlow's libraries and headers into `staging/deps`; the answer is what could not be had. */
async function stageLibraries(staging: string, options: SetupOptions): Promise<string | null> {
  const deps = join(staging, "deps");
  await mkdir(deps, { recursive: true });
  if (options.from !== null) {
    options.report(`taking TensorFlow from ${options.from}`);
    await unpackInto(deps, options.from);
    await completeDeps(deps, options.from);
    return null;
  }
  const pip = await findPip();
  if (!pip) return absent("found no pip (python3 -m pip)", options);
  const name = wheelName(options.device);
  const requirement = `${name}==${TENSORFLOW_VERSION}`;
  options.report(`asking pip for ${requirement}${options.reach === "local" ? " on this machine" : ""}`);
  const wheel = await downloadWheel(pip, requirement, join(staging, "download"), options.reach);
  if (!wheel) return absent(`pip finds no wheel for ${requirement}`, options);
  options.report(`unpacking ${basename(wheel)}`);
  await unpackInto(deps, wheel);
  await completeDeps(deps, wheel);
  if (options.device === "cuda") {
    for (const part of await cudaRequirements(wheel)) {
      options.report(`asking pip for ${part}`);
      const partWheel = await downloadWheel(
        pip,
        part,
        join(staging, "download", part.replace(/\W.*/, "")),
        options.reach,
      );
      if (!partWheel) return absent(`pip finds no wheel for ${part}`, options);
      await unpackInto(deps, partWheel);
    }
  }
  return null;
}

/** Under reach `local` an absence is an answer; otherwise it is the user's to mend. */
function absent(what: string, options: SetupOptions): string {
  if (options.reach === "local") return what;
  throw new InputError(
    `${what}, expected a Python TensorFlow wheel; or name one with --from FILE.whl, --from DIR (an unpacked wheel, ` +
      "site-packages) or TENSORFLOW_DIR",
  );
}

/** The wheel without CUDA (0.3 instead of 0.6 GB) exists for Linux on x86-64 only. */
function wheelName(device: "cpu" | "cuda"): string {
  const hasCpuWheel = process.platform === "linux" && process.arch === "x64";
  return device === "cpu" && hasCpuWheel ? "tensorflow-cpu" : "tensorflow";
}

/** The CUDA libraries that a TensorFlow wheel asks for under its extra `and-cuda`, as pip requirements. */
async function cudaRequirements(wheel: string): Promise<string[]> {
  const archive = await openPromise(wheel, { lazyEntries: true });
  for await (const entry of archive.eachEntry()) {
    if (!entry.fileName.endsWith(".dist-info/METADATA")) continue;
    const chunks: Buffer[] = [];
    for await (const chunk of await archive.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
    return cudaRequirementsOf(Buffer.concat(chunks).toString("utf8"));
  }
  throw new InputError(`${wheel}: found no METADATA, expected the list of CUDA wheels in it`);
}

/** Reads lines such as `Requires-Dist: nvidia-cudnn-cu12<10.0,>=9.3.0.75; extra == "and-cuda"`. */
export function cudaRequirementsOf(metadata: string): string[] {
  return metadata
    .split("\n")
    .filter((line) => /^Requires-Dist: nvidia-.*extra\s*==\s*["']and-cuda["']/.test(line))
    .map((line) => line.replace("Requires-Dist: ", "").replace(/;.*/, "").replace(/[()]/g, "").trim());
}

async function verify(
  nativePackage: NativePackage,
  made: string,
  options: SetupOptions,
): Promise<NativeBackend> {
  options.report("verifying: a product of two matrices on the native backend");
  await linkInto(nativePackage, made);
  const probe = await probeNativeBackend();
  if (!probe.works) {
    await unlinkFrom(nativePackage);
    await rm(made, { recursive: true, force: true });
    throw new InputError(`the native backend was built but does not work: ${probe.reason}`);
  }
  if (!serves(probe.native, options.device)) {
    await unlinkFrom(nativePackage);
    throw new InputError(
      `the native backend runs on ${probe.native.device}, expected GPU: TensorFlow found no usable CUDA device. ` +
        "nvidia-smi shows the driver; TF_CPP_MIN_LOG_LEVEL=0 evaluator doctor shows which library is missing",
    );
  }
  return probe.native;
}

/** Removes what set-ups left behind whose process is gone. */
async function removeAbandoned(home: string): Promise<void> {
  for (const name of readdirSync(home)) {
    const processId = name.match(/^staging-(\d+)-/)?.[1];
    if (processId && !isRunning(Number(processId))) {
      await rm(join(home, name), { recursive: true, force: true });
    }
  }
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}
