import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { InputError } from "../files/input-error.ts";
import { zipOf } from "../files/zip.fixture.ts";
import { linkMissing, missingLibraries } from "./cuda-libraries.ts";
import { type OnnxCudaOptions, setupOnnxCuda } from "./onnx-cuda.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "onnx-cuda-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const writeZip = (path: string, entries: Record<string, string>) =>
  writeFileSync(path, zipOf(Object.entries(entries)));

const isServed = process.platform === "linux" && process.arch === "x64";

function options(change: Partial<OnnxCudaOptions>): OnnxCudaOptions {
  return {
    engineFolder: join(folder, "engine"),
    engineVersion: "1.30.0",
    packageFolder: folder,
    from: null,
    report: () => {},
    dependencies: async () => "\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f)\n",
    ...change,
  };
}

const provider = {
  "libonnxruntime_providers_cuda.so": "cuda",
  "libonnxruntime_providers_shared.so": "shared",
};
const below = (place: string) =>
  Object.fromEntries(Object.entries(provider).map(([name, text]) => [`${place}/${name}`, text]));

test.runIf(isServed).each([
  ["onnxruntime_gpu-1.30.0-cp312-cp312-manylinux_2_28_x86_64.whl", "onnxruntime/capi"],
  ["microsoft.ml.onnxruntime.gpu.linux.1.30.0.nupkg", "runtimes/linux-x64/native"],
])("the provider's two libraries, and nothing else, come out of %s", async (name, place) => {
  const from = join(folder, name);
  writeZip(from, { ...below(place), [`${place}/libonnxruntime_providers_tensorrt.so`]: "no" });
  await setupOnnxCuda(options({ from }));
  const made = join(folder, "engine");
  expect(readdirSync(made).sort()).toEqual(Object.keys(provider).sort());
  expect(readFileSync(join(made, "libonnxruntime_providers_cuda.so"), "utf8")).toBe("cuda");
});

test.runIf(isServed)("a folder is searched, as an unpacked wheel is", async () => {
  const capi = join(folder, "site-packages", "onnxruntime", "capi");
  mkdirSync(capi, { recursive: true });
  for (const [name, text] of Object.entries(provider)) writeFileSync(join(capi, name), text);
  const { libraries } = await setupOnnxCuda(options({ from: join(folder, "site-packages") }));
  expect(libraries.map((path) => readFileSync(path, "utf8"))).toEqual(["shared", "cuda"]);
});

test.runIf(isServed).each([
  ["onnxruntime_gpu-1.29.0-cp312-cp312-manylinux_2_28_x86_64.whl", "version 1.29.0, expected 1.30.0"],
  ["something.zip", "expected onnxruntime_gpu-1.30.0-*.whl"],
])("another version or file is refused by its name: %s", async (name, message) => {
  const from = join(folder, name);
  writeZip(from, below("onnxruntime/capi"));
  await expect(setupOnnxCuda(options({ from }))).rejects.toThrow(message);
});

test.runIf(isServed)("what lacks a library, or is cut off, leaves nothing behind", async () => {
  const from = join(folder, "onnxruntime_gpu-1.30.0-cp312-x.whl");
  writeZip(from, { "onnxruntime/capi/libonnxruntime_providers_cuda.so": "cuda" });
  await expect(setupOnnxCuda(options({ from }))).rejects.toThrow(
    "holds no libonnxruntime_providers_shared.so",
  );
  writeFileSync(from, "PK\u0003\u0004 cut");
  await expect(setupOnnxCuda(options({ from }))).rejects.toThrow("expected a complete zip file");
  expect(readdirSync(join(folder, "engine"))).toEqual([]);
});

test.runIf(isServed)("an entry that leaves its folder is refused", async () => {
  const from = join(folder, "onnxruntime_gpu-1.30.0-cp312-x.whl");
  writeZip(from, { "../../libonnxruntime_providers_cuda.so": "no" });
  await expect(setupOnnxCuda(options({ from }))).rejects.toThrow(InputError);
});

test.runIf(isServed)("without NuGet in reach, the message names every other way", async () => {
  mkdirSync(join(folder, "script"));
  writeFileSync(
    join(folder, "script", "install.js"),
    "console.error('getaddrinfo ENOTFOUND'); process.exit(1);",
  );
  await expect(setupOnnxCuda(options({}))).rejects.toThrow(
    /ENOTFOUND.*--from with onnxruntime_gpu-1\.30\.0/s,
  );
});

test("ldd's missing libraries are linked where they are found", async () => {
  const printed = [
    "\tlibcublas.so.12 => not found",
    "\tlibcudnn.so.9 => not found",
    "\tlibm.so.6 => /lib/libm.so.6 (0x00007f)",
  ].join("\n");
  expect(missingLibraries(printed)).toEqual(["libcublas.so.12", "libcudnn.so.9"]);
  const place = join(folder, "nvidia", "cublas", "lib");
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "libcublas.so.12"), "");
  writeFileSync(join(place, "libcudnn.so.8"), "");
  const { linked, absent } = await linkMissing(missingLibraries(printed), folder, [place]);
  expect(linked).toHaveLength(1);
  expect(lstatSync(join(folder, "libcublas.so.12")).isSymbolicLink()).toBe(true);
  expect(absent).toEqual([
    "libcudnn.so.9: found version 8, expected version 9: python3 -m pip install nvidia-cudnn-cu12",
  ]);
});

test("a library of another CUDA is named by both versions", async () => {
  writeFileSync(join(folder, "libcublas.so.13"), "");
  const { absent } = await linkMissing(["libcublas.so.12", "libstrange.so.1"], folder, [folder]);
  expect(absent).toEqual([
    "libcublas.so.12: found version 13, expected version 12: python3 -m pip install nvidia-cublas-cu12",
    "libstrange.so.1: found none, expected version 1 of CUDA 12",
  ]);
});
