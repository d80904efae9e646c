import type { Manifest } from "../contract/index.ts";

/** No network that is measured here comes near these; a graph of larger ones would fill the memory of whoever checks it. */
const mostPixels = 4096;
const mostPlaces = 1024;
const mostChannels = 65_536;
const mostOption = 65_536;
const mostDepth = 512;
/** Numbers in the list of a manifest's options. */
const mostOptions = 20_000;
/** Positions, which are resampled while the graph is built. */
const mostPositions = 2e8;
/** Options that count parts of a graph, and those that are sides of a map; of others `mostOption`. */
const mostOf: readonly (readonly [RegExp, number])[] = [
  [/\.(depth|blocks)$/, mostDepth],
  [/\.stages$/, 8],
  [/\.radius$/, 8],
  [/\.background\.\d$/, 64],
  [/grid\.\d$/, mostPlaces],
];

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
    const most = mostOf.find(([pattern]) => pattern.test(path))?.[1] ?? mostOption;
    atMost(path, value, most);
  }
  for (const [field, count] of positionCounts(inputSize, options)) atMost(field, count, mostPositions);
  return problems;
}

/** Numbers of positions: those that are stored, those of the run, and one a patch. */
function positionCounts(inputSize: number, options: Manifest["options"]): [string, number][] {
  const {
    embed_dim: dim,
    pos_embed,
    blocks,
    patch_embed,
  } = options as {
    readonly embed_dim?: number;
    readonly pos_embed?: { readonly [grid in "grid" | "run_grid"]?: unknown } | null;
    readonly blocks?: readonly { readonly width_in?: number }[];
    readonly patch_embed?: { readonly stride?: unknown };
  };
  const product = (sides: unknown, first: number) =>
    Array.isArray(sides) ? sides.reduce<number>((all, side) => all * Number(side), first) : 0;
  const width = dim ?? (Array.isArray(blocks) ? blocks[0]?.width_in : undefined) ?? 1;
  const patches = inputSize ** 2 / (product(patch_embed?.stride, 1) || inputSize ** 2);
  return [
    ["options.pos_embed.grid", product(pos_embed?.grid, width)],
    ["options.pos_embed.run_grid", product(pos_embed?.run_grid, width)],
    ["patches of inputSize times width", width * patches],
  ];
}

function numbersOf(value: unknown, path: string): [string, number][] {
  if (typeof value === "number") return [[path, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => numbersOf(inner, `${path}.${key}`));
}
