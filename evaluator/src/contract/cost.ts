import { z } from "zod";
import { slug } from "./manifest.ts";

export const costsSchemaVersion = 1;

const count = z.number().int().nonnegative();

/** Arithmetic of one image at the backbone's own input size, counted from its graph. */
export const backboneCostSchema = z.strictObject({
  /** Side of the square input, pixels. */
  inputSize: z.number().int().positive(),
  /** Multiply-adds of convolutions, linear layers and attention's two products. */
  macs: count,
  /** Of them, attention's. */
  attentionMacs: count,
  /** Output elements of the same convolutions, layers and products: what timm calls activations. */
  activations: count,
  /** Of them, attention's: scores of all heads, and what they weight. Fused attention never holds the scores. */
  attentionActivations: count,
});
export type BackboneCost = z.infer<typeof backboneCostSchema>;

/** `evaluator/cost.json`: the counts of manifests that come with the evaluator. */
export const costsSchema = z.strictObject({
  schemaVersion: z.literal(costsSchemaVersion),
  backbones: z.record(slug, backboneCostSchema),
});
export type Costs = z.infer<typeof costsSchema>;
