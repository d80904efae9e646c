import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { listSupportedBackends } from "onnxruntime-node";
import { findNativePackage, NATIVE_PACKAGE, providedFrom } from "../setup/native-package.ts";
import { probeNativeBackend } from "../setup/probe.ts";
import type { Finding } from "./finding.ts";

/** What readouts train on, and what backbones run on. */
export async function findBackends(): Promise<Finding[]> {
  return [...findExecutionProviders(), await findNativeBackend()];
}

/** `bundled` says only what the npm package was published with; a library that was fetched later lies beside it. */
function findExecutionProviders(): Finding[] {
  const libraries = installedLibraries();
  return listSupportedBackends().map(({ name, bundled }): Finding => {
    const present = bundled || libraries.some((library) => library.includes(`providers_${name}`));
    const finding = { section: "backends", name: `ONNX Runtime ${name}`, present } as const;
    if (name === "cpu") {
      return {
        ...finding,
        importance: "required",
        detail: "runs backbones and readouts with nothing set up",
        mend: present ? null : "npm ci",
      };
    }
    return {
      ...finding,
      importance: "optional",
      detail: present
        ? "library installed"
        : "not in the npm package; ONNX Runtime's own download, for NVIDIA GPUs",
      mend: present ? null : CUDA_INSTALL,
    };
  });
}

/** ONNX Runtime's install script, which `.npmrc` keeps from running by itself; it fetches CUDA's and TensorRT's library. */
const CUDA_INSTALL = "node node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install=cuda12";

function installedLibraries(): string[] {
  const bin = join(dirname(createRequire(import.meta.url).resolve("onnxruntime-node/package.json")), "bin");
  const platform = join(process.platform, process.arch);
  return readdirSync(bin, { recursive: true, encoding: "utf8" }).filter((path) => path.includes(platform));
}

async function findNativeBackend(): Promise<Finding> {
  const finding = { section: "backends", name: "TensorFlow, native", importance: "optional" } as const;
  const nativePackage = findNativePackage();
  if (nativePackage === null) {
    return { ...finding, present: false, detail: `${NATIVE_PACKAGE} is not installed`, mend: "npm ci" };
  }
  const directory = providedFrom(nativePackage);
  const mend = "npx evaluator setup";
  if (directory === null) {
    const detail = "not set up; readouts train on ONNX Runtime";
    return { ...finding, present: false, detail, mend };
  }
  const probe = await probeNativeBackend();
  if (!probe.works) return { ...finding, present: false, detail: `does not load: ${probe.reason}`, mend };
  const { tensorflowVersion, packageVersion, device } = probe.native;
  return {
    ...finding,
    present: true,
    detail: `TensorFlow ${tensorflowVersion}, tfjs-node-gpu ${packageVersion}, device ${device} (${directory})`,
    mend: null,
  };
}
