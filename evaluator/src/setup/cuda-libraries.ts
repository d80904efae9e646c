import { existsSync } from "node:fs";
import { readdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { runChild } from "./child-process.ts";

/** Names that `ldd` printed as not found. */
export function missingLibraries(dependencies: string): string[] {
  return [...dependencies.matchAll(/^\s*(\S+) => not found$/gm)].map(([, name = ""]) => name);
}

/** The Python wheel that holds each library, so that nobody has to install CUDA as a whole. */
const wheels: Readonly<Record<string, string>> = {
  libcublas: "nvidia-cublas",
  libcublasLt: "nvidia-cublas",
  libcudart: "nvidia-cuda-runtime",
  libcudnn: "nvidia-cudnn",
  libcufft: "nvidia-cufft",
  libcurand: "nvidia-curand",
  libnvrtc: "nvidia-cuda-nvrtc",
};

/** Libraries whose own number is CUDA's major version; others count by themselves. */
const numberedByCuda = /^lib(cudart|cublas|cublasLt|nvrtc)$/;

export interface Linked {
  readonly linked: readonly string[];
  /** A sentence for each library that is nowhere. */
  readonly absent: readonly string[];
}

/** Looks for libraries in CUDA's own folders and in Python's wheels, and links what it finds into a folder. */
export async function linkMissing(
  names: readonly string[],
  folder: string,
  places: readonly string[] | null = null,
): Promise<Linked> {
  const searched = places ?? (await usualPlaces());
  const linked: string[] = [];
  const absent: string[] = [];
  for (const name of names) {
    const place = searched.find((candidate) => existsSync(join(candidate, name)));
    if (place === undefined) absent.push(await describeAbsent(name, searched));
    else {
      const link = join(folder, name);
      await rm(link, { force: true });
      await symlink(join(place, name), link);
      linked.push(`${link} -> ${join(place, name)}`);
    }
  }
  return { linked, absent };
}

/** Names the version that is needed, the one that is there instead, and what to install. */
async function describeAbsent(name: string, places: readonly string[]): Promise<string> {
  const [, stem = name, version = ""] = name.match(/^(\w+)\.so\.(\d+)/) ?? [];
  const others = await versionsOf(stem, places);
  const found = others.length > 0 ? `found version ${others.join(", ")}` : "found none";
  const cuda = numberedByCuda.test(stem) ? version : "12";
  const wheel = wheels[stem];
  const mend = wheel ? `: python3 -m pip install ${wheel}-cu${cuda}` : ` of CUDA ${cuda}`;
  return `${name}: ${found}, expected version ${version}${mend}`;
}

async function versionsOf(stem: string, places: readonly string[]): Promise<string[]> {
  const names = await Promise.all(places.map((place) => readdir(place).catch(() => [])));
  const versions = names.flat().flatMap((name) => name.match(`^${stem}\\.so\\.(\\d+)$`)?.[1] ?? []);
  return [...new Set(versions)].sort();
}

/** CUDA's own folders, then those of NVIDIA's wheels in Python's site-packages. */
async function usualPlaces(): Promise<string[]> {
  const own = ["/usr/local/cuda/lib64", "/usr/local/cuda-12/lib64", "/usr/lib/x86_64-linux-gnu"];
  const script = "import nvidia, os; print('\\n'.join(os.path.abspath(p) for p in nvidia.__path__))";
  const { stdout, exitCode } = await runChild("python3", ["-c", script], { timeoutMs: 30_000 });
  const roots = exitCode === 0 ? stdout.split("\n").filter(Boolean) : [];
  const packages = await Promise.all(
    roots.map(async (root) => {
      const names = await readdir(root).catch(() => []);
      return names.map((name) => join(root, name, "lib"));
    }),
  );
  return [...own, ...packages.flat()].filter((place) => existsSync(place));
}
