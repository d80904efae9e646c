import { InputError } from "../../files/input-error.ts";
import type { DepthLimits } from "../../protocol.ts";
import type { GridSize, ReadoutConfig } from "../config.ts";
import { depthLoss } from "./depth.ts";
import { detectionLoss } from "./detection.ts";
import { type InstanceSamples, instanceClassificationLoss } from "./instance-classification.ts";
import type { Loss } from "./loss.ts";
import { binaryCrossEntropyLoss, crossEntropyLoss } from "./segmentation.ts";

/** What a task trains on (paper, section 4.1; PROTOCOL.md). */
export type LossSpec =
  /** Targets: Uint8Array labels `[B, H, W]`. */
  | { readonly kind: "cross-entropy"; readonly ignoreLabel: number }
  /** Targets: Uint8Array 0 or 1, `[B, H, W]`. */
  | { readonly kind: "binary-cross-entropy" }
  /** Targets: Float32Array depth in metres, `[B, labelSize]`; invalid pixels are NaN or out of range (the protocol's, where none is given). */
  | { readonly kind: "siglog"; readonly labelSize: GridSize; readonly range?: DepthLimits }
  /** Readouts: heat map (1 output), sizes (2). Targets: Float32Array `[B, 3, H, W]`: heat map, width, height. */
  | { readonly kind: "detection" }
  /** Targets: InstanceSamples, `samplesPerImage` pixels of each image; `classes` counts the background as class 0. */
  | {
      readonly kind: "instance-classification";
      readonly classes: number;
      readonly samplesPerImage: number;
    };

export type Targets = Uint8Array | Float32Array | InstanceSamples;

/** The loss of a task on its readouts. */
export function lossOf(spec: LossSpec, configs: readonly ReadoutConfig[], batch: number): Loss<Targets> {
  const [config] = configs;
  switch (spec.kind) {
    case "cross-entropy": {
      const loss = crossEntropyLoss(config, batch, spec.ignoreLabel);
      return { ...loss, feeds: (targets, images) => loss.feeds(asLabels(targets, spec.kind), images) };
    }
    case "binary-cross-entropy": {
      const loss = binaryCrossEntropyLoss(config, batch);
      return { ...loss, feeds: (targets, images) => loss.feeds(asLabels(targets, spec.kind), images) };
    }
    case "siglog": {
      const loss = depthLoss(config, batch, spec.labelSize, spec.range);
      return { ...loss, feeds: (targets, images) => loss.feeds(asFloats(targets, spec.kind), images) };
    }
    case "instance-classification": {
      const loss = instanceClassificationLoss(config, batch, spec);
      return { ...loss, feeds: (targets, images) => loss.feeds(asSamples(targets, spec.kind), images) };
    }
    case "detection": {
      const loss = detectionLoss(configs, batch);
      return { ...loss, feeds: (targets, images) => loss.feeds(asFloats(targets, spec.kind), images) };
    }
  }
}

function asLabels(targets: Targets, kind: string): Uint8Array {
  if (targets instanceof Uint8Array) return targets;
  throw new InputError(`targets of ${kind}: ${targets.constructor.name}, expected Uint8Array`);
}

function asFloats(targets: Targets, kind: string): Float32Array {
  if (targets instanceof Float32Array) return targets;
  throw new InputError(`targets of ${kind}: ${targets.constructor.name}, expected Float32Array`);
}

function asSamples(targets: Targets, kind: string): InstanceSamples {
  if ("pixels" in targets) return targets;
  throw new InputError(`targets of ${kind}: ${targets.constructor.name}, expected pixels and classes`);
}
