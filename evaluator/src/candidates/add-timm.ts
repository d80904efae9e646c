import { z } from "zod";
import { listManifests, readManifest } from "../backbones/manifest-file.ts";
import type { Manifest } from "../contract/index.ts";
import type { DownloadOptions } from "../download/download-file.ts";
import { InputError } from "../files/input-error.ts";
import { type Added, asAdded } from "./added.ts";
import { spdxId } from "./licence.ts";
import { idOf, readConfig, requireRepository } from "./published-config.ts";

const triple = z.tuple([z.number(), z.number(), z.number()]);

/** What is read of `config.json` as timm's save_config_for_hf writes it. */
const configSchema = z.object({
  architecture: z.string(),
  model_args: z.record(z.string(), z.unknown()).optional(),
  pretrained_cfg: z.object({
    input_size: z.tuple([z.literal(3), z.number().int().positive(), z.number().int().positive()]),
    mean: triple,
    std: triple,
    license: z.string().nullish(),
    num_classes: z.number().int().nonnegative().nullish(),
    classifier: z.union([z.string(), z.array(z.string())]).nullish(),
  }),
});
type Config = z.infer<typeof configSchema>;

/** The architecture in an address of timm's: "vit_base_patch16_224" of ".../timm/vit_base_patch16_224.mae/resolve/...". */
const architectureIn = (url: string): string | null =>
  url.match(/^https:\/\/huggingface\.co\/timm\/([^/.]+)/)?.[1] ?? null;

/** What timm calls an architecture whatever the side of its image. */
const withoutSize = (architecture: string): string => architecture.replace(/_\d+$/, "_*");

/** Manifests by the architecture of timm whose files they read under timm's own names, and by what it is at any size. */
async function knownArchitectures(): Promise<Map<string, Manifest>> {
  const known = new Map<string, Manifest>();
  for (const id of await listManifests()) {
    const manifest = await readManifest(id);
    const { layout = "timm", key_prefix: prefix = "" } = (manifest.options.weights ?? {}) as {
      readonly layout?: string;
      readonly key_prefix?: string;
    };
    const architecture = manifest.weights && architectureIn(manifest.weights.url);
    if (!architecture || layout !== "timm" || prefix !== "") continue;
    known.set(architecture, manifest).set(withoutSize(architecture), manifest);
  }
  return known;
}

/**
 * The manifest of a model of timm. Its configuration names the architecture alone, so that options are those of a manifest
 * with the same one.
 *
 * @param name as timm calls it: "vit_base_patch16_224.mae"
 * @param configFile a copy of the hub's config.json; undefined: it is fetched
 */
export async function addTimm(
  name: string,
  configFile: string | undefined,
  options: DownloadOptions,
): Promise<Added> {
  const model = requireRepository(name, /^[\w-]+(\.[\w.-]+)?$/, "timm:NAME, as vit_base_patch16_224.mae");
  const hub = `https://huggingface.co/timm/${model}/resolve/main/`;
  const config = await readConfig({ file: configFile, url: `${hub}config.json` }, configSchema, options);
  const known = await knownArchitectures();
  const found = known.get(config.architecture) ?? known.get(withoutSize(config.architecture));
  if (!found) {
    const listed = [...known.keys()].sort().join(", ");
    throw new InputError(
      `timm architecture ${config.architecture}: its options are not known here, and timm's configuration has none of ` +
        `them; expected one of ${listed}. Take the manifest of the nearest and change its options`,
    );
  }
  const base = asBuilt(found, config.architecture);
  const { input_size: size, mean, std, license } = config.pretrained_cfg;
  const licence = license ? spdxId(license) : null;
  const missing = [`options: those of ${base.id}, of the same architecture; a probe shows whether they hold`];
  if (license && licence === null) missing.push(`licence: timm says ${license}, which is no SPDX id`);
  if (config.model_args && Object.keys(config.model_args).length > 0) {
    missing.push(
      `options: the configuration changes the architecture by ${JSON.stringify(config.model_args)}`,
    );
  }
  if (base !== found) {
    missing.push(
      `options.mlp.activation: gelu_erf, as timm builds this name; ${base.id} has quick_gelu, with which its weights were trained`,
    );
  }
  const known_ = {
    id: idOf(model),
    label: model.slice(0, 80),
    family: base.family,
    architecture: base.architecture,
  };
  return asAdded(
    {
      ...known_,
      ...sized(base, config),
      ...(licence === null ? {} : { licence }),
      ...{ featureDim: base.featureDim, inputSize: size[1], mean, std },
      weights: {
        ...{ format: "safetensors", url: `${hub}model.safetensors`, file: `${model}.safetensors` },
        ...{ sha256: null, bytes: null },
      },
    },
    missing,
  );
}

/** timm builds QuickGELU under names that say so alone; a manifest may have it under another, since its weights want it. */
function asBuilt(base: Manifest, architecture: string): Manifest {
  const { mlp } = base.options as { readonly mlp?: { readonly activation?: string } };
  if (mlp?.activation !== "quick_gelu" || architecture.includes("quickgelu")) return base;
  return { ...base, options: { ...base.options, mlp: { ...mlp, activation: "gelu_erf" } } };
}

interface PatchedOptions {
  readonly patch_embed?: { readonly stride?: readonly [number, number] };
  readonly pos_embed?: { readonly type?: string } | null;
  readonly weights?: { readonly ignored_prefixes?: readonly string[] };
}

/** Options and grid at the configuration's input size. */
function sized(
  base: Manifest,
  { architecture, pretrained_cfg: config }: Config,
): Pick<Manifest, "options" | "featureGrid"> {
  const [, height, width] = config.input_size;
  const options = base.options as PatchedOptions & Manifest["options"];
  const classifiers = (config.num_classes ?? 0) > 0 ? [config.classifier ?? []].flat() : [];
  const ignored = [...(options.weights?.ignored_prefixes ?? []), ...classifiers.map((layer) => `${layer}.`)];
  const weights = { ...options.weights, ignored_prefixes: [...new Set(ignored)] };
  if (height !== width)
    throw new InputError(`timm architecture ${architecture}: ${height} x ${width} pixels, expected a square`);
  const { stride } = options.patch_embed ?? {};
  const positions = options.pos_embed;
  if (height === base.inputSize && !isResampled(positions)) {
    return { options: { ...options, weights }, featureGrid: base.featureGrid };
  }
  if (!stride || positions?.type !== "learned_absolute") {
    throw new InputError(
      `timm architecture ${architecture}: ${height} pixels, and ${base.id}, whose options it would take, has ${base.inputSize}; ` +
        "expected a family whose positions follow from patches. Take that manifest and change its options",
    );
  }
  const grid: [number, number] = [Math.floor(height / stride[0]), Math.floor(width / stride[1])];
  const { run_grid: _, resample: __, ...stored } = positions as Record<string, unknown>;
  return { options: { ...options, pos_embed: { ...stored, grid }, weights }, featureGrid: grid };
}

const isResampled = (positions: object | null | undefined): boolean =>
  positions !== null && positions !== undefined && "run_grid" in positions;
