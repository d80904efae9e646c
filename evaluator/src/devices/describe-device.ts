import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { basename } from "node:path";
import { type Device, deviceName } from "../onnx/index.ts";
import { engineVersion } from "../onnx/session.ts";
import { visibleCards } from "./nvidia-smi.ts";

/** What a device is, for a result's provenance. */
export interface DeviceFacts {
  /** The card's or the processor's name. */
  readonly device: string;
  readonly driver?: string;
  /** Versions of the libraries that compute there. */
  readonly libraries?: Readonly<Record<string, string>>;
}

const processorName = (): string => cpus()[0]?.model.trim() || process.arch;

const described = new Map<string, Promise<DeviceFacts>>();

/** Ask first when a session is open there: only then are the libraries loaded. A process asks the driver's tool once. */
export function describeDevice(device: Device): Promise<DeviceFacts> {
  const name = deviceName(device);
  const known = described.get(name) ?? findFacts(device);
  described.set(name, known);
  return known;
}

async function findFacts({ provider, index }: Device): Promise<DeviceFacts> {
  const loaded = provider === "cpu" ? [] : loadedLibraries();
  switch (provider) {
    case "cpu":
      return { device: processorName() };
    case "cuda": {
      // The process sees the one card that it claimed.
      const [card] = await visibleCards();
      const libraries = { onnxruntime: engineVersion, ...cudaVersions(loaded) };
      if (!card) return { device: `CUDA device ${index}`, libraries };
      return { device: card.name, driver: card.driver, libraries };
    }
    case "webgpu":
      return describeAdapter(loaded);
  }
}

/** Shared libraries of this process; Linux alone tells. */
function loadedLibraries(): string[] {
  try {
    const maps = readFileSync("/proc/self/maps", "utf8");
    return [...new Set(maps.match(/\/\S+\.so[\w.]*$/gm) ?? [])].map((path) => basename(path));
  } catch {
    return [];
  }
}

/** The numbers in names such as `libcudnn.so.9` and `libcublasLt.so.12.9.1`. */
export function cudaVersions(libraries: readonly string[]): Record<string, string> {
  const version = (name: string) =>
    libraries.map((library) => library.match(`^${name}\\.so\\.([\\d.]+)$`)?.[1]).find(Boolean);
  const found = { cuda: version("libcudart") ?? version("libcublas"), cudnn: version("libcudnn") };
  return Object.fromEntries(Object.entries(found).flatMap(([name, at]) => (at ? [[name, at]] : [])));
}

/** Vulkan drivers that compute on the processor. */
const softwareDriver = /swiftshader|libvulkan_lvp/;

/**
 * ONNX Runtime does not tell which adapter it took, so the drivers that are loaded tell: a card's before one that computes
 * on the processor, as the adapter is asked for.
 */
async function describeAdapter(loaded: readonly string[]): Promise<DeviceFacts> {
  const libraries = { onnxruntime: engineVersion };
  const [card] = loaded.some((library) => library.includes("nvidia")) ? await visibleCards() : [];
  if (card) return { device: card.name, driver: card.driver, libraries };
  const drivers = loaded.filter((library) => /^libvulkan_/.test(library) || softwareDriver.test(library));
  const driver = drivers.find((library) => !softwareDriver.test(library)) ?? drivers[0];
  if (!driver) return { device: `WebGPU adapter of ${process.platform}-${process.arch}`, libraries };
  return { device: softwareDriver.test(driver) ? `${driver} on ${processorName()}` : driver, libraries };
}

/** Is a session's adapter a program on the processor? Then it is slower than ONNX Runtime's own code there. */
export function isSoftwareAdapter(): boolean {
  const loaded = loadedLibraries();
  const isCard = (library: string) =>
    library.includes("nvidia") || (/^libvulkan_/.test(library) && !softwareDriver.test(library));
  return loaded.some((library) => softwareDriver.test(library)) && !loaded.some(isCard);
}
