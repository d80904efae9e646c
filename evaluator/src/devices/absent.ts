import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { ExecutionProvider } from "../onnx/index.ts";
import { visibleCards } from "./nvidia-smi.ts";

/**
 * Why a provider cannot work here, as far as shows without loading it: its libraries write to standard error what they
 * miss. null: it may work.
 */
export async function whyAbsent(provider: ExecutionProvider): Promise<string | null> {
  switch (provider) {
    case "cpu":
      return null;
    case "cuda":
      if (!existsSync(join(engineFolder(), cudaLibrary))) {
        return "ONNX Runtime's CUDA library is not set up; `evaluator setup --onnx-cuda` provides it";
      }
      return (await visibleCards()).length > 0 ? null : "no NVIDIA card (nvidia-smi names none)";
    case "webgpu":
      return process.platform === "linux" && !hasLibrary("libvulkan.so.1")
        ? "no Vulkan loader (libvulkan.so.1; Debian's package libvulkan1, beside the card's driver)"
        : null;
  }
}

const cudaLibrary = "libonnxruntime_providers_cuda.so";

/** ONNX Runtime's npm package. */
export const enginePackageFolder = (): string =>
  dirname(createRequire(import.meta.url).resolve("onnxruntime-node/package.json"));

/** Where ONNX Runtime looks for the libraries of its providers. */
export const engineFolder = (): string =>
  join(enginePackageFolder(), "bin", "napi-v6", process.platform, process.arch);

/** Would the system's loader find it? By the folders that the environment names and by the loader's own list. */
function hasLibrary(name: string): boolean {
  const named = (process.env.LD_LIBRARY_PATH ?? "").split(":").filter(Boolean);
  if (named.some((folder) => existsSync(join(folder, name)))) return true;
  try {
    return readFileSync("/etc/ld.so.cache", "latin1").includes(`${name}\0`);
  } catch {
    return true;
  }
}
