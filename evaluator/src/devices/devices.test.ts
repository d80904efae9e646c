import { expect, test } from "vitest";
import { deviceName, parseDevice } from "../onnx/index.ts";
import { cudaVersions } from "./describe-device.ts";
import { chosenCards, parseCards } from "./nvidia-smi.ts";

test.each(["cpu", "cuda", "cuda:1", "webgpu"])("%s names a device", (name) => {
  expect(deviceName(parseDevice(name))).toBe(name);
});

test.each(["", "gpu", "cpu:0", "webgpu:1", "cuda:", "cuda:-1", "cuda:1234", "CUDA"])(
  'no device is called "%s"',
  (name) => {
    expect(() => parseDevice(name)).toThrow(/expected auto, cpu, cuda, cuda:1 \(the second card\) or webgpu/);
  },
);

const printed = [
  "0, GPU-aa11, NVIDIA H100 80GB HBM3, 580.159.04, 81559, 81000",
  "1, GPU-bb22, NVIDIA H100 80GB HBM3, 580.159.04, 81559, 12",
  "",
].join("\n");

test("cards are read as nvidia-smi prints them", () => {
  expect(parseCards(printed)).toHaveLength(2);
  expect(parseCards(printed)[1]).toEqual({
    ...{ index: 1, uuid: "GPU-bb22", name: "NVIDIA H100 80GB HBM3", driver: "580.159.04" },
    ...{ memoryBytes: 81559 * 2 ** 20, freeBytes: 12 * 2 ** 20 },
  });
  expect(parseCards("No devices were found")).toEqual([]);
});

test.each([
  [undefined, [0, 1]],
  ["1", [1]],
  ["1,0", [1, 0]],
  ["GPU-bb", [1]],
  ["0,7,1", [0]],
  ["-1", []],
  ["", []],
])("CUDA_VISIBLE_DEVICES=%s leaves cards %j", (visible, expected) => {
  expect(chosenCards(parseCards(printed), visible).map(({ index }) => index)).toEqual(expected);
});

test("versions of CUDA and cuDNN are read off the libraries that are loaded", () => {
  expect(cudaVersions(["libcudart.so.12", "libcublas.so.12.9.1", "libcudnn.so.9", "libc.so.6"])).toEqual({
    cuda: "12",
    cudnn: "9",
  });
  expect(cudaVersions(["libcublas.so.13"])).toEqual({ cuda: "13" });
  expect(cudaVersions([])).toEqual({});
});
