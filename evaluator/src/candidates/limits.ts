import type { Manifest } from "../contract/index.ts";

/** No network that is measured here comes near these; a graph of larger ones would fill the memory of whoever checks it. */
const mostPixels = 4096;
const mostPlaces = 1024;
const mostChannels = 65_536;
const mostOption = 65_536;
const mostDepth = 512;
/** Numbers in the list of a manifest's options. */
const mostOptions = 20_000;
/** Stored positions, which are resampled while the graph is built. */
const mostPositions = 2e8;

/** What of a manifest is too large to be built. */
export function limitProblems({ inputSize, featureGrid, featureDim, options }: Manifest): string[] {
  const problems: string[] = [];
  const atMost = (field: string, value: number, most: number) => {
    if (value > most) problems.push(`${field}: ${value}, expected at most ${most}`);
  };
  atMost("inputSize", inputSize, mostPixels);
  for (const side of featureGrid) atMost("featureGrid", side, mostPlaces);
  atMost("featureDim", featureDim, mostChannels);
  const numbers = numbersOf(options, "options");
  if (numbers.length > mostOptions)
    problems.push(`options: ${numbers.length} numbers, expected at most ${mostOptions}`);
  for (const [path, value] of numbers.slice(0, mostOptions)) {
    const most = /\.(depth|blocks|stages)$/.test(path)
      ? mostDepth
      : /grid\.\d$/.test(path)
        ? mostPlaces
        : mostOption;
    atMost(path, value, most);
  }
  const { embed_dim: dim = 1, pos_embed: positions } = options as {
    readonly embed_dim?: number;
    readonly pos_embed?: { readonly grid?: readonly number[] } | null;
  };
  const grid = positions?.grid ?? [];
  if (Array.isArray(grid))
    atMost(
      "options.pos_embed.grid",
      grid.reduce((a, b) => a * b, dim),
      mostPositions,
    );
  return problems;
}

function numbersOf(value: unknown, path: string): [string, number][] {
  if (typeof value === "number") return [[path, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => numbersOf(inner, `${path}.${key}`));
}
