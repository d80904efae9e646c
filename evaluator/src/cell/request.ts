import { createHash } from "node:crypto";
import {
  canonicalJson,
  defaultBaselineDim,
  shortenedInterval,
  smokeBatchSize,
  type TaskId,
  type TrainingBudget,
  type Variant,
} from "../contract/index.ts";
import { protocol, smokeIterations } from "../protocol.ts";

/** How much of the protocol's training is done. */
export interface Budget {
  readonly name: TrainingBudget;
  readonly iterations: number;
  readonly batchSize: number;
  /** null: no validation, the last step is kept. */
  readonly validationInterval: number | null;
}

export function fullBudget(task: TaskId): Budget {
  const { iterations, batchSize, validationInterval } = protocol[task];
  return { name: "full", iterations, batchSize, validationInterval };
}

/** A fraction of the training. */
export function smokeBudget(task: TaskId, iterations = smokeIterations): Budget {
  return {
    name: "smoke",
    iterations,
    batchSize: smokeBatchSize,
    validationInterval: shortenedInterval(task, iterations),
  };
}

/** Training of the user's own length; the protocol's, where that is what was asked for. */
export function customBudget(task: TaskId, asked: Partial<Pick<Budget, "iterations" | "batchSize">>): Budget {
  const full = fullBudget(task);
  const { iterations, batchSize } = { ...full, ...asked };
  if (iterations === full.iterations && batchSize === full.batchSize) return full;
  return { name: "custom", iterations, batchSize, validationInterval: shortenedInterval(task, iterations) };
}

export const baseVariant: Variant = {
  readout: "base",
  maskForm: "paper",
  inputResize: "bicubic",
  resolution: "standard",
  learningRate: 0.001,
  baselineDim: null,
};

/** Short name: the readout, then whatever differs from the base variant. */
export function variantName(variant: Variant): string {
  const parts: string[] = [variant.readout];
  if (variant.maskForm !== baseVariant.maskForm) parts.push(`${variant.maskForm}-mask`);
  if (variant.inputResize !== baseVariant.inputResize) parts.push(variant.inputResize);
  if (variant.resolution !== baseVariant.resolution) parts.push(`${variant.resolution}-resolution`);
  if (![null, defaultBaselineDim].includes(variant.baselineDim)) parts.push(`dim-${variant.baselineDim}`);
  if (variant.learningRate !== baseVariant.learningRate) parts.push(`lr-${variant.learningRate}`);
  return parts.join("+");
}

/** One cell of the grid as the user asks for it. */
export interface CellRequest {
  /** Id or path of a manifest; what is shown or names a file is the manifest's own id. */
  readonly backbone: string;
  readonly task: TaskId;
  readonly variant: Variant;
  readonly seed: number;
  readonly budget: Budget;
}

/** @param backboneId the manifest's, since a request may name a path */
export function cellTitle(
  { task, variant, seed, budget }: Omit<CellRequest, "backbone">,
  backboneId: string,
): string {
  const name = variantName(variant);
  const { name: length, iterations, batchSize } = budget;
  const steps = { full: "", smoke: ` smoke ${iterations}`, custom: ` ${iterations} x ${batchSize}` }[length];
  return `${backboneId} ${task}${name === "base" ? "" : ` ${name}`} seed ${seed}${steps}`;
}

/** SHA-256 of everything that decides a cell's numbers; names its files. */
export function cellIdentity(facts: Readonly<Record<string, unknown>>): string {
  return createHash("sha256").update(canonicalJson(facts)).digest("hex");
}

/** `<backbone>.<task>.<variant>.seed<seed>.<identity>.json` */
export function bundleFileName(
  { task, variant, seed }: Omit<CellRequest, "backbone">,
  backboneId: string,
  identity: string,
): string {
  return `${backboneId}.${task}.${variantName(variant)}.seed${seed}.${identity.slice(0, 12)}.json`;
}
