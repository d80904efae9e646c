import type { FamilyId, Manifest } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { convnextOptions } from "./convnext.ts";
import { dinov3Options } from "./dinov3.ts";
import { parseOptions } from "./family-graph.ts";
import { featupOptions } from "./featup.ts";
import { patchDctOptions } from "./patch-dct.ts";
import { sam2Options } from "./sam2.ts";
import { vitOptions } from "./vit.ts";
import { vitaminOptions } from "./vitamin.ts";

/** How a family takes images of another side. */
interface Resizing {
  /** Pixels that the side has to be a multiple of. */
  readonly step: number;
  /** Rows (and columns) of the features of one step. */
  readonly cells?: number;
}

/** Families that take images of other sides; of all others the size is fixed by the weights. */
const resizings: Partial<Record<FamilyId, (manifest: Manifest) => Resizing>> = {
  vit: (manifest) => ({ step: parseOptions(manifest, vitOptions).patch_embed.stride[0] }),
  vitamin: (manifest) => {
    const { stages, pool } = parseOptions(manifest, vitaminOptions).patch_embed;
    // The stem and each stage halve the map.
    return { step: 2 ** (1 + stages.length) * pool.stride[0] };
  },
  featup: (manifest) => {
    const { patch_embed, upsampler } = parseOptions(manifest, featupOptions);
    return { step: patch_embed.stride[0], cells: 2 ** upsampler.stages };
  },
  dinov3: (manifest) => ({ step: parseOptions(manifest, dinov3Options).patch_embed.stride[0] }),
  convnext: (manifest) => {
    const { patch_embed, stages } = parseOptions(manifest, convnextOptions);
    const strides = stages.map(({ downsample }) => downsample?.conv.stride[0] ?? 1);
    return { step: strides.reduce((product, stride) => product * stride, patch_embed.stride[0]) };
  },
  sam2: (manifest) => {
    const { patch_embed, query_stride, stages, neck } = parseOptions(manifest, sam2Options);
    // Every pooling has to halve the map.
    const step = patch_embed.stride[0] * query_stride[0] ** (stages.length - 1);
    return { step, cells: step / neck.output_stride };
  },
  "patch-dct": (manifest) => ({ step: parseOptions(manifest, patchDctOptions).patch_size }),
};

/**
 * The same backbone on images of another side. Learned positions are resampled as the family does it; weights, and the
 * number of parameters that is told of it, stay what they are.
 *
 * @throws InputError where the family or its file has one size, or the side is no multiple of its step
 */
export function atInputSide(manifest: Manifest, side: number): Manifest {
  const { id, family, inputSize, options } = manifest;
  if (side === inputSize) return manifest;
  const resizing = resizings[family]?.(manifest);
  if (resizing === undefined) {
    const why = family === "onnx" ? "an ONNX file has" : `family ${family} has`;
    throw new InputError(
      `backbone ${id} at ${side} pixels: ${why} a fixed input size; expected ${inputSize}, or no --size`,
    );
  }
  const { step, cells = 1 } = resizing;
  if (side % step !== 0 || side === 0) {
    const below = Math.floor(side / step) * step;
    const nearest = below === 0 ? `${step}` : `${below} or ${below + step}`;
    throw new InputError(
      `backbone ${id} at ${side} pixels: expected a multiple of ${step}, such as ${nearest}`,
    );
  }
  const rows = side / step;
  const featureGrid: Manifest["featureGrid"] = [rows * cells, rows * cells];
  return {
    ...manifest,
    inputSize: side,
    featureGrid,
    options: { ...options, ...positionsAt(rows, options) },
  };
}

/** Learned positions of another grid than the file's; where nothing is stored by place, nothing changes. */
function positionsAt(rows: number, { pos_embed: stored }: Manifest["options"]): Manifest["options"] {
  if (typeof stored !== "object" || stored === null) return {};
  if (!("type" in stored) || stored.type !== "learned_absolute") return {};
  return { pos_embed: { ...stored, run_grid: [rows, rows] } };
}
