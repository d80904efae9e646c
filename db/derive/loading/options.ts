import type { Manifest } from "#contract";

/**
 * What snippets ask of a family's options: the evaluator's own schemas of them are out of the site's sight, so each is
 * looked at as data from anywhere.
 */

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

export function layoutOf({ options }: Manifest): string | null {
  const { layout } = record(options.weights);
  return typeof layout === "string" ? layout : null;
}

/** What keys of the weights file begin with; the first where there are several ways. */
export function keyPrefixOf({ options }: Manifest): string {
  const { key_prefix: given } = record(options.weights);
  const first: unknown = Array.isArray(given) ? given[0] : given;
  return typeof first === "string" ? first : "";
}

export function activationOf({ options }: Manifest): string | null {
  const { activation } = record(options.mlp);
  return typeof activation === "string" ? activation : null;
}

export const registersOf = ({ options }: Manifest): number => Number(options.register_tokens ?? 0);

/** Tokens before those of the patches. */
export const prefixTokensOf = (manifest: Manifest): number =>
  (manifest.options.class_token === true ? 1 : 0) + registersOf(manifest);

/** Are positions resampled, as the input is not of the size that was trained? */
export const runsAtOtherSize = ({ options }: Manifest): boolean =>
  record(options.pos_embed).run_grid !== undefined;

/** Does the last norm run as it is at first, in place of the stored one? */
export const dropsStoredNorm = ({ options }: Manifest): boolean =>
  record(options.final_norm).parameters === "default";

interface PlainTransformer {
  readonly patch: number;
  readonly width: number;
  readonly depth: number;
  readonly heads: number;
}

/** Sizes of a transformer that is as timm's `VisionTransformer` is by itself; null: it is not. */
export function plainTransformer({ family, options }: Manifest): PlainTransformer | null {
  const { embed_dim: width, depth, num_heads: heads, norm, final_norm: last, mlp, patch_embed } = options;
  const { hidden, type, activation } = record(mlp);
  const { kernel, norm: patchNorm } = record(patch_embed);
  const patch: unknown = Array.isArray(kernel) ? kernel[0] : null;
  const isPlain =
    family === "vit" &&
    options.class_token === true &&
    options.register_tokens === 0 &&
    (options.layer_scale ?? null) === null &&
    (options.pre_norm ?? null) === null &&
    (options.rope ?? null) === null &&
    (patchNorm ?? null) === null &&
    [norm, last].every((one) => record(one).type === "layer_norm" && record(one).eps === 1e-6) &&
    type === "mlp" &&
    activation === "gelu_erf" &&
    hidden === 4 * Number(width);
  if (!isPlain || typeof patch !== "number") return null;
  return { patch, width: Number(width), depth: Number(depth), heads: Number(heads) };
}
