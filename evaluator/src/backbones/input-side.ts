import type { FamilyId, Manifest } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { capiOptions } from "./capi.ts";
import { convnextOptions } from "./convnext.ts";
import { dinov3Options } from "./dinov3.ts";
import { parseOptions } from "./family-graph.ts";
import { featupOptions } from "./featup.ts";
import { patchDctOptions } from "./patch-dct.ts";
import { sam2Options } from "./sam2.ts";
import { vitOptions } from "./vit.ts";
import { vitaminOptions } from "./vitamin.ts";
import { vjepa2Options } from "./vjepa2.ts";

/** What a family's options say of its features, whatever the size of the image. */
interface FeatureShape {
  /** Pixels that the image's side has to be a multiple of. */
  readonly step: number;
  /** Rows (and columns) of the features of one step. */
  readonly cells: number;
  /** Channels. */
  readonly dim: number;
}

type Options = Pick<Manifest, "id" | "family" | "options">;

/** Families that take images of any side; `fixed`: the weights are for one. */
const shapes: Readonly<Record<FamilyId, ((manifest: Options) => FeatureShape) | "fixed">> = {
  vit: (manifest) => {
    const { patch_embed, embed_dim } = parseOptions(manifest, vitOptions);
    return { step: patch_embed.stride[0], cells: 1, dim: embed_dim };
  },
  vitamin: (manifest) => {
    const { patch_embed, embed_dim } = parseOptions(manifest, vitaminOptions);
    const { stages, pool } = patch_embed;
    // The stem and each stage halve the map.
    return { step: 2 ** (1 + stages.length) * pool.stride[0], cells: 1, dim: embed_dim };
  },
  featup: (manifest) => {
    const { patch_embed, embed_dim, upsampler } = parseOptions(manifest, featupOptions);
    return { step: patch_embed.stride[0], cells: 2 ** upsampler.stages, dim: embed_dim };
  },
  dinov3: (manifest) => {
    const { patch_embed, embed_dim } = parseOptions(manifest, dinov3Options);
    return { step: patch_embed.stride[0], cells: 1, dim: embed_dim };
  },
  convnext: (manifest) => {
    const { patch_embed, stages } = parseOptions(manifest, convnextOptions);
    const strides = stages.map(({ downsample }) => downsample?.conv.stride[0] ?? 1);
    const step = strides.reduce((product, stride) => product * stride, patch_embed.stride[0]);
    return { step, cells: 1, dim: stages.at(-1)?.width ?? 0 };
  },
  sam2: (manifest) => {
    const { patch_embed, query_stride, stages, neck } = parseOptions(manifest, sam2Options);
    // Every pooling has to halve the map.
    const step = patch_embed.stride[0] * query_stride[0] ** (stages.length - 1);
    return { step, cells: step / neck.output_stride, dim: neck.out_channels };
  },
  capi: (manifest) => {
    const { patch_embed, embed_dim } = parseOptions(manifest, capiOptions);
    return { step: patch_embed.stride[0], cells: 1, dim: embed_dim };
  },
  vjepa2: (manifest) => {
    const { patch_embed, embed_dim } = parseOptions(manifest, vjepa2Options);
    return { step: patch_embed.stride[0], cells: 1, dim: embed_dim };
  },
  "patch-dct": (manifest) => {
    const { patch_size, coefficients } = parseOptions(manifest, patchDctOptions);
    return { step: patch_size, cells: 1, dim: 3 * coefficients };
  },
  hiera: "fixed",
  onnx: "fixed",
};

/**
 * The same backbone on images of another side. Learned positions are resampled as the family does it; weights, and the
 * number of parameters that is told of it, stay what they are. A probe is of the native side, so there is none of another.
 *
 * @throws InputError where the family or its file has one size, or the side is no multiple of its step
 */
export function atInputSide(manifest: Manifest, side: number): Manifest {
  const { inputSize } = manifest;
  if (side === inputSize) return manifest;
  const { featureGrid, options } = featuresAt(manifest, side, `expected ${inputSize}, or no --size`);
  return { ...manifest, inputSize: side, featureGrid, options, probe: null };
}

/** What follows from a family's options and the side of its input. */
export type DerivedShape = Pick<Manifest, "featureGrid" | "featureDim" | "options">;

/**
 * @param otherwise what is expected where nothing follows, for the error
 * @throws InputError where the family has one size, or the side is no multiple of its step
 */
export function featuresAt(manifest: Options, side: number, otherwise: string): DerivedShape {
  const { id, family, options } = manifest;
  const shape = shapes[family];
  if (shape === "fixed") {
    const why = family === "onnx" ? "an ONNX file has" : `family ${family} has`;
    throw new InputError(`backbone ${id} at ${side} pixels: ${why} a fixed input size; ${otherwise}`);
  }
  const { step, cells, dim } = shape(manifest);
  if (side % step !== 0) {
    const below = Math.floor(side / step) * step;
    const nearest = below === 0 ? `${step}` : `${below} or ${below + step}`;
    throw new InputError(
      `backbone ${id} at ${side} pixels: expected a multiple of ${step}, such as ${nearest}`,
    );
  }
  const rows = side / step;
  return {
    featureGrid: [rows * cells, rows * cells],
    featureDim: dim,
    options: { ...options, ...positionsAt(rows, options) },
  };
}

/** Learned positions of another grid than the file's; where nothing is stored by place, nothing changes. */
function positionsAt(rows: number, { pos_embed: stored }: Manifest["options"]): Manifest["options"] {
  if (typeof stored !== "object" || stored === null) return {};
  if (!("type" in stored) || stored.type !== "learned_absolute") return {};
  return { pos_embed: { ...stored, run_grid: [rows, rows] } };
}
