/** Trains and runs a task's readouts on one executor. The state between steps is three flat vectors on the host. */
import { InputError } from "../files/input-error.ts";
import { elementCount } from "../math/element-count.ts";
import { cpu, type Device, deviceName } from "../onnx/index.ts";
import { compile } from "../program/compile.ts";
import type { EngineFacts, Executable, ExecutorId, Feeds } from "../program/executor.ts";
import type { Program } from "../program/tensor.ts";
import { type AdamWConfig, adamWDefaults, biasCorrections } from "./adamw.ts";
import { type GridSize, outputSize, type QueryAlignment, type ReadoutConfig } from "./config.ts";
import type { Loss, LossStatistics } from "./losses/loss.ts";
import { type LossSpec, lossOf, type Targets } from "./losses/loss-spec.ts";
import { flatParameters, type ParameterLayout, parameterLayout } from "./parameter-tensors.ts";
import type { ParameterValue, ParameterValues } from "./parameters.ts";
import { guardSigmas, type SigmaCrossing } from "./sigma-guard.ts";
import { checkStep } from "./step-check.ts";
import { letGo, type TrainingBatch } from "./training-batch.ts";
import {
  evaluationProgram,
  gradientProgram,
  type ProgramOptions,
  predictionProgram,
  updateProgram,
} from "./training-program.ts";

export { classifierFacts, type InstanceSamples } from "./losses/instance-classification.ts";
export type { LossStatistics } from "./losses/loss.ts";
export type { LossSpec, Targets } from "./losses/loss-spec.ts";
export { pooledLoss } from "./losses/pooled-loss.ts";
export type { ResidentBatch, TrainingBatch } from "./training-batch.ts";

/**
 * Bounds memory; any value gives the same mathematics. On the processor, from 1 to 16 MiB the time is the same within
 * noise. A card wants large pieces: on an H100 over WebGPU, a step of VOC's shape took 72 ms at 1 GiB and 334 at 16 MiB
 * (bench/readout.ts --device webgpu --upload --pieceBytes); 600 MiB hold VOC's batch of 32 in one group.
 */
export function defaultPieceBytes({ provider }: Device): number {
  return provider === "cpu" ? 4 << 20 : 600 << 20;
}

export interface TrainerOptions {
  readonly executor: ExecutorId;
  /** Of ONNX Runtime; the processor where left out. On another, the first step is compared with the processor's. */
  readonly device?: Device;
  /** All readouts of the task; they see the same features. */
  readonly readouts: readonly ReadoutConfig[];
  readonly loss: LossSpec;
  readonly optimiser: { readonly learningRate: number; readonly weightDecay: number };
  /** Images of one step, and the most that `evaluate` and `predict` take at once. */
  readonly batchSize: number;
  /** One map a readout (see `initialParameters`), then, where the loss has parameters, one for these. */
  readonly parameters: readonly ParameterValues[];
  /** Threads of the CPU; the executor's own default where left out. */
  readonly threads?: number;
  /** Bytes that one piece of attention scores, and one group of decoded images, may take. */
  readonly pieceBytes?: number;
  /** Told of every sigma that the guard moved (our decision, PROTOCOL.md). */
  readonly onSigmaCrossing?: (crossing: SigmaCrossing & { readonly step: number }) => void;
  /** Told what the check of the first step found. */
  readonly onDevice?: (line: string) => void;
  /** Told by how much the first step differs from the processor's. */
  readonly onDifference?: (difference: number) => void;
}

/** All that a continued training needs; plain numbers, safe to write to a file. */
export interface TrainerState {
  /** Updates so far. */
  readonly step: number;
  readonly parameters: Float32Array;
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
}

/** Another query grid than in training (Fig. 7). */
export interface QueryGrid {
  readonly size: GridSize;
  readonly alignment: QueryAlignment;
}

export interface Trainer extends AsyncDisposable {
  readonly engine: EngineFacts;
  /** Learned parameters of every readout, by PyTorch's names and layouts. */
  parameters(): readonly ReadonlyMap<string, ParameterValue>[];
  /** One update. Returns the loss before it; not finite where training broke down, which the caller must check. */
  step(batch: TrainingBatch): Promise<number>;
  /** Loss without an update, in a form that pools exactly over batches (`pooledLoss`). */
  evaluate(batch: TrainingBatch): Promise<LossStatistics>;
  /** `[images, n, H, W]` a readout. */
  predict(features: Float32Array, images: number, grid?: QueryGrid): Promise<Float32Array[]>;
  exportState(): TrainerState;
  importState(state: TrainerState): void;
}

/** @throws InputError where parameters are missing or have another shape than the readouts need. */
export async function createTrainer(options: TrainerOptions): Promise<Trainer> {
  const loss = lossOf(options.loss, options.readouts, options.batchSize);
  const layout = parameterLayout(options.readouts, loss.parameterFacts);
  const trainer = new ProgramTrainer(options, loss, layout);
  await trainer.start();
  return trainer;
}

class ProgramTrainer implements Trainer {
  readonly #options: TrainerOptions;
  readonly #loss: Loss<Targets>;
  readonly #layout: ParameterLayout;
  readonly #optimiser: AdamWConfig;
  /** Compiled when first used, by name. */
  readonly #executables = new Map<string, Promise<Executable>>();
  readonly #featureSize: number;
  #engine: EngineFacts | null = null;
  #state: TrainerState;
  #padded: Float32Array | null = null;
  #isChecked: boolean;

  constructor(options: TrainerOptions, loss: Loss<Targets>, layout: ParameterLayout) {
    this.#options = options;
    this.#loss = loss;
    this.#layout = layout;
    this.#optimiser = { ...options.optimiser, ...adamWDefaults };
    const [{ featureDim, featureGrid }] = options.readouts;
    this.#featureSize = featureDim * elementCount(featureGrid);
    this.#isChecked = options.executor !== "onnxruntime" || this.#device.provider === "cpu";
    const zeros = () => new Float32Array(layout.length);
    const parameters = flatParameters(options.parameters, layout, options.readouts.length);
    this.#state = { step: 0, parameters, firstMoment: zeros(), secondMoment: zeros() };
  }

  async start(): Promise<void> {
    this.#engine = (await this.#executable("update")).engine;
  }

  get engine(): EngineFacts {
    if (!this.#engine) throw new Error("trainer not started");
    return this.#engine;
  }

  parameters(): ReadonlyMap<string, ParameterValue>[] {
    const maps = this.#options.parameters.map(() => new Map<string, ParameterValue>());
    for (const { readout, name, shape, offset } of this.#layout.places) {
      const data = this.#state.parameters.slice(offset, offset + elementCount(shape));
      maps[readout ?? this.#options.readouts.length].set(name, { dims: shape, data });
    }
    return maps;
  }

  async step({ features, targets }: TrainingBatch): Promise<number> {
    const images = this.#imagesIn(features);
    const feeds = { ...this.#inputs(features), ...this.#loss.feeds(targets, images).feeds };
    if (!this.#isChecked) await this.#check(feeds, features);
    const update = await this.#executable("update");
    const step = this.#state.step + 1;
    const { stepSize, secondScale } = biasCorrections(this.#optimiser, step);
    const results = await update.run({
      ...feeds,
      firstMoment: this.#state.firstMoment,
      secondMoment: this.#state.secondMoment,
      stepSize: Float32Array.of(stepSize),
      secondScale: Float32Array.of(secondScale),
    });
    letGo(features);
    const parameters = results.nextParameters;
    for (const crossing of guardSigmas(parameters, this.#layout)) {
      this.#options.onSigmaCrossing?.({ ...crossing, step });
    }
    const { nextFirstMoment: firstMoment, nextSecondMoment: secondMoment } = results;
    this.#state = { step, parameters, firstMoment, secondMoment };
    return results.loss[0];
  }

  async evaluate({ features, targets }: TrainingBatch): Promise<LossStatistics> {
    const { feeds, counts } = this.#loss.feeds(targets, this.#imagesIn(features));
    const evaluation = await this.#executable("evaluation");
    const results = await evaluation.run({ ...this.#inputs(features), ...feeds });
    letGo(features);
    return this.#loss.statistics(results, counts);
  }

  async predict(features: Float32Array, images: number, grid?: QueryGrid): Promise<Float32Array[]> {
    if (this.#imagesIn(features) !== images) {
      throw new InputError(`features of ${this.#imagesIn(features)} images, expected ${images}`);
    }
    const configs = this.#options.readouts.map((config) => withQueryGrid(config, grid));
    const name = grid ? `prediction ${grid.size.join("x")} ${grid.alignment}` : "prediction";
    const prediction = await this.#executable(name, () =>
      predictionProgram({ ...this.#programOptions(), configs }),
    );
    const results = await prediction.run(this.#inputs(features));
    return configs.map((config, index) =>
      results[`output${index}`].subarray(0, images * config.outputs * elementCount(outputSize(config))),
    );
  }

  exportState(): TrainerState {
    const { step, parameters, firstMoment, secondMoment } = this.#state;
    return {
      step,
      parameters: parameters.slice(),
      firstMoment: firstMoment.slice(),
      secondMoment: secondMoment.slice(),
    };
  }

  importState(state: TrainerState): void {
    for (const name of ["parameters", "firstMoment", "secondMoment"] as const) {
      if (state[name].length !== this.#layout.length) {
        throw new InputError(
          `state ${name}: ${state[name].length} values, expected ${this.#layout.length} for this readout`,
        );
      }
    }
    const { step, parameters, firstMoment, secondMoment } = state;
    this.#state = {
      step,
      parameters: parameters.slice(),
      firstMoment: firstMoment.slice(),
      secondMoment: secondMoment.slice(),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const executable of this.#executables.values()) await (await executable)[Symbol.asyncDispose]();
    this.#executables.clear();
  }

  get #device(): Device {
    return this.#options.device ?? cpu;
  }

  #programOptions(device = this.#device): ProgramOptions {
    const { readouts, batchSize, pieceBytes = defaultPieceBytes(device) } = this.#options;
    return { configs: readouts, layout: this.#layout, batch: batchSize, pieceBytes };
  }

  /** The first step that this trainer takes, on its device and on the processor. */
  async #check(feeds: Feeds, features: TrainingBatch["features"]): Promise<void> {
    const { threads, onDevice, onDifference } = this.#options;
    const difference = await checkStep({
      device: this.#device,
      ...(threads ? { threads } : {}),
      programs: {
        device: gradientProgram(this.#programOptions(), this.#loss),
        processor: gradientProgram(this.#programOptions(cpu), this.#loss),
      },
      feeds: {
        device: feeds,
        processor: { ...feeds, ...this.#inputs("host" in features ? await features.host() : features) },
      },
      layout: this.#layout,
    });
    this.#isChecked = true;
    onDifference?.(difference);
    const { device } = this.engine;
    onDevice?.(
      `readout on ${deviceName(this.#device)} (${device}): loss and gradients differ from the processor's by ${difference.toExponential(1)} at most`,
    );
  }

  #executable(name: string, program?: () => Program): Promise<Executable> {
    const known = this.#executables.get(name);
    if (known) return known;
    const { executor, threads } = this.#options;
    const options = { device: this.#device, ...(threads ? { threads } : {}) };
    const made = compile(executor, program ? program() : this.#program(name), options);
    this.#executables.set(name, made);
    return made;
  }

  #program(name: string): Program {
    return name === "update"
      ? updateProgram(this.#programOptions(), this.#loss, this.#optimiser)
      : evaluationProgram(this.#programOptions(), this.#loss);
  }

  #imagesIn(features: TrainingBatch["features"]): number {
    if ("host" in features) return features.images;
    const images = features.length / this.#featureSize;
    if (Number.isInteger(images) && images >= 1 && images <= this.#options.batchSize) return images;
    throw new InputError(
      `features: ${features.length} values, expected 1 to ${this.#options.batchSize} images of ${this.#featureSize}`,
    );
  }

  /** Features are filled up with zeros to the batch the program was built for. */
  #inputs(features: TrainingBatch["features"]): Feeds {
    if ("host" in features) return { features: features.tensor, parameters: this.#state.parameters };
    const full = this.#options.batchSize * this.#featureSize;
    if (features.length === full) return { features, parameters: this.#state.parameters };
    this.#padded ??= new Float32Array(full);
    this.#padded.fill(0).set(features);
    return { features: this.#padded, parameters: this.#state.parameters };
  }
}

export function withQueryGrid(config: ReadoutConfig, grid: QueryGrid | undefined): ReadoutConfig {
  if (!grid) return config;
  return config.model === "attentive"
    ? { ...config, queryGrid: grid.size, alignment: grid.alignment }
    : { ...config, queryGrid: grid.size };
}
