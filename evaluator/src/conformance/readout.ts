/** Checks the readout on every executor against a folder of reference cases. */
import { join } from "node:path";
import { readJsonFile } from "../files/json-file.ts";
import { elementCount } from "../math/element-count.ts";
import { cpu, type Device, deviceName } from "../onnx/index.ts";
import { compile } from "../program/compile.ts";
import type { ExecutorId } from "../program/executor.ts";
import { adamWDefaults, biasCorrections } from "../readout/adamw.ts";
import { outputSize, type ReadoutConfig } from "../readout/config.ts";
import type { Loss } from "../readout/losses/loss.ts";
import { binaryCrossEntropyLoss, crossEntropyLoss } from "../readout/losses/segmentation.ts";
import { type ParameterLayout, parameterLayout } from "../readout/parameter-tensors.ts";
import { parameterCounts } from "../readout/parameters.ts";
import {
  gradientProgram,
  type ProgramOptions,
  predictionProgram,
  updateProgram,
} from "../readout/training-program.ts";
import type { CaseResult } from "./case-result.ts";
import {
  type CaseTensors,
  caseSchema,
  configOfCase,
  indexSchema,
  type ReadoutCase,
  type RunCase,
  readCaseTensors,
  type StepCase,
} from "./readout-case.ts";
import { checkParameterCounts } from "./readout-parameters.ts";

const pieceBytes = 1 << 21;
const ignoreLabel = 255;

/** A measured error and what is accepted. */
interface Measure {
  readonly quantity: string;
  readonly error: number;
  readonly tolerance: number;
}

/** What runs a case. */
interface Engine {
  readonly executor: ExecutorId;
  /** Of ONNX Runtime. */
  readonly device: Device;
}

const engineName = ({ executor, device }: Engine): string =>
  device.provider === "cpu" ? executor : `${executor} on ${deviceName(device)}`;

/**
 * Every case of `directory` on every executor, then every count of params.json. Cases it does not know fail.
 *
 * @param chosen Which cases of the index to check; all where left out.
 */
export async function* checkReadout(
  directory: string,
  executors: readonly ExecutorId[],
  chosen: (name: string) => boolean = () => true,
  device: Device = cpu,
): AsyncGenerator<CaseResult> {
  const index = indexSchema.parse(await readJsonFile(join(directory, "index.json"), "an index of cases"));
  for (const [name, raw] of Object.entries(index.cases)) {
    if (!chosen(name)) continue;
    for (const executor of executors) {
      yield await checkCase(directory, name, raw, { executor, device }, index.tolerance);
    }
  }
  yield* checkParameterCounts(join(directory, "params.json"));
}

async function checkCase(
  directory: string,
  name: string,
  raw: unknown,
  engine: Engine,
  tolerance: Readonly<Record<string, number>>,
): Promise<CaseResult> {
  const label = `${name} (${engineName(engine)})`;
  try {
    const parsed = caseSchema.safeParse(raw);
    if (!parsed.success) return failed(label, `unknown case: ${parsed.error.issues[0].message}`);
    const tensors = await readCaseTensors(directory, parsed.data.file);
    const measures =
      parsed.data.kind === "step"
        ? await measureStep(parsed.data, tensors, engine, tolerance)
        : await measureRun(parsed.data, tensors, engine, tolerance);
    return judged(label, measures);
  } catch (error) {
    return failed(label, (error as Error).message);
  }
}

const failed = (name: string, detail: string): CaseResult => ({
  group: "readout",
  name,
  passed: false,
  worstError: null,
  tolerance: null,
  detail,
});

/** The measure that uses most of its tolerance stands for the case. NaN is never within tolerance. */
function judged(name: string, measures: readonly Measure[]): CaseResult {
  const use = ({ error, tolerance }: Measure): number =>
    Number.isNaN(error) ? Number.POSITIVE_INFINITY : error / tolerance;
  const worst = measures.reduce((a, b) => (use(b) > use(a) ? b : a));
  return {
    group: "readout",
    name,
    passed: use(worst) <= 1,
    worstError: worst.error,
    tolerance: worst.tolerance,
    detail: `${measures.length} quantities, worst: ${worst.quantity}`,
  };
}

interface Setup {
  readonly config: ReadoutConfig;
  readonly layout: ParameterLayout;
  readonly options: ProgramOptions;
  readonly loss: Loss<Uint8Array>;
  readonly parameters: Float32Array;
}

function setUp(one: ReadoutCase, tensors: CaseTensors): Setup {
  const config = configOfCase(one);
  const layout = parameterLayout([config]);
  const parameters = new Float32Array(layout.length);
  for (const { name, offset, shape } of layout.places) {
    const values = tensors.floats(`param/${name}`);
    if (values.length !== elementCount(shape)) {
      throw new Error(`param/${name}: ${values.length} values, expected ${shape}`);
    }
    parameters.set(values, offset);
  }
  const loss =
    one.lossKind === "bce"
      ? binaryCrossEntropyLoss(config, one.batch)
      : crossEntropyLoss(config, one.batch, ignoreLabel);
  return {
    config,
    layout,
    options: { configs: [config], layout, batch: one.batch, pieceBytes },
    loss,
    parameters,
  };
}

async function measureStep(
  one: StepCase,
  tensors: CaseTensors,
  engine: Engine,
  tolerance: Readonly<Record<string, number>>,
): Promise<Measure[]> {
  const { config, layout, options, loss, parameters } = setUp(one, tensors);
  const features = tensors.floats("features");
  const { feeds } = loss.feeds(tensors.bytes("labels"), one.batch);
  await using predict = await compile(engine.executor, predictionProgram(options), { device: engine.device });
  const { output0 } = await predict.run({ features, parameters });
  await using step = await compile(engine.executor, gradientProgram(options, loss), {
    device: engine.device,
  });
  const { loss: lossValue, gradient } = await step.run({ features, parameters, ...feeds });
  const counts = parameterCounts([config]);
  return [
    ...measureOutput(output0, config, one, tensors, tolerance["step/output"]),
    relative("loss", lossValue[0], one.loss, tolerance["step/loss"]),
    ...measureGradients(gradient, layout, one, tensors, tolerance),
    relative("published parameters", counts.published, one.parameters.published, 1e-12),
    relative("effective parameters", counts.effective, one.parameters.effective, 1e-12),
  ];
}

function relative(quantity: string, found: number, expected: number, tolerance: number): Measure {
  return { quantity, error: Math.abs(found - expected) / Math.abs(expected), tolerance };
}

/** Largest difference over largest expected value. */
function scaledError(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Number.NaN;
  let [difference, largest] = [0, 0];
  for (let index = 0; index < expected.length; index++) {
    const off = Math.abs(found[index] - expected[index]);
    if (Number.isNaN(off)) return Number.NaN;
    difference = Math.max(difference, off);
    largest = Math.max(largest, Math.abs(expected[index]));
  }
  return difference / largest;
}

/** Against the whole output or, where the case has only these, every third pixel, channel means and deviations. */
function measureOutput(
  output: Float32Array,
  config: ReadoutConfig,
  one: StepCase,
  tensors: CaseTensors,
  tolerance: number,
): Measure[] {
  if (tensors.names.includes("output")) {
    return [{ quantity: "output", error: scaledError(output, tensors.floats("output")), tolerance }];
  }
  const [rows, columns] = outputSize(config);
  const sampled = output.filter((_, index) => {
    const [row, column] = [Math.floor(index / columns) % rows, index % columns];
    return row % 3 === 0 && column % 3 === 0;
  });
  const means = new Float64Array(config.outputs);
  const squares = new Float64Array(config.outputs);
  output.forEach((value, index) => {
    const channel = Math.floor(index / (rows * columns)) % config.outputs;
    means[channel] += value / (rows * columns * one.batch);
    squares[channel] += value ** 2 / (rows * columns * one.batch);
  });
  const deviations = squares.map((square, channel) => Math.sqrt(square - means[channel] ** 2));
  const found = { output_every3: sampled, output_mean: means, output_std: deviations };
  return Object.entries(found).map(([quantity, values]) => ({
    quantity,
    error: scaledError(values, tensors.floats(quantity)),
    tolerance,
  }));
}

function measureGradients(
  gradient: Float32Array,
  layout: ParameterLayout,
  one: StepCase,
  tensors: CaseTensors,
  tolerance: Readonly<Record<string, number>>,
): Measure[] {
  return layout.places.map(({ name, offset, shape }) => {
    const found = gradient.subarray(offset, offset + elementCount(shape));
    const quantity = `gradient of ${name}`;
    if (one.zeroGrads.includes(name)) {
      const error = found.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
      return { quantity, error, tolerance: tolerance["step/zeroGrad"] };
    }
    const norm = one.gradNorms?.[name];
    if (norm !== undefined) return relative(quantity, Math.hypot(...found), norm, tolerance["step/grad"]);
    return {
      quantity,
      error: scaledError(found, tensors.floats(`grad/${name}`)),
      tolerance: tolerance["step/grad"],
    };
  });
}

/** Trains as the case says and compares the loss before each update and after the last. */
async function measureRun(
  one: RunCase,
  tensors: CaseTensors,
  engine: Engine,
  tolerance: Readonly<Record<string, number>>,
): Promise<Measure[]> {
  const { config, layout, options, loss, parameters } = setUp(one, tensors);
  const [features, labels, batches] = [
    tensors.floats("features"),
    tensors.bytes("labels"),
    tensors.integers("batches"),
  ];
  const featureSize = config.featureDim * elementCount(config.featureGrid);
  const labelSize = elementCount(outputSize(config));
  const { optimiser } = one;
  const adam = {
    learningRate: optimiser.lr,
    weightDecay: optimiser.weightDecay,
    beta1: optimiser.beta1,
    beta2: optimiser.beta2,
    epsilon: optimiser.eps,
  };
  if (adam.epsilon !== adamWDefaults.epsilon) throw new Error(`epsilon ${adam.epsilon} is not ours`);
  await using update = await compile(engine.executor, updateProgram(options, loss, adam), {
    device: engine.device,
  });
  const zeros = () => new Float32Array(layout.length);
  let state: Record<string, Float32Array> = { parameters, firstMoment: zeros(), secondMoment: zeros() };
  const measures: Measure[] = [];
  for (let step = 0; step <= one.steps; step++) {
    const picked = batches.subarray((step % one.steps) * one.batch, ((step % one.steps) + 1) * one.batch);
    const batchFeatures = new Float32Array(one.batch * featureSize);
    const batchLabels = new Uint8Array(one.batch * labelSize);
    picked.forEach((sample, index) => {
      batchFeatures.set(
        features.subarray(sample * featureSize, (sample + 1) * featureSize),
        index * featureSize,
      );
      batchLabels.set(labels.subarray(sample * labelSize, (sample + 1) * labelSize), index * labelSize);
    });
    const { stepSize, secondScale } = biasCorrections(adam, step + 1);
    const result = await update.run({
      features: batchFeatures,
      ...state,
      ...loss.feeds(batchLabels, one.batch).feeds,
      stepSize: Float32Array.of(stepSize),
      secondScale: Float32Array.of(secondScale),
    });
    const expected = step === one.steps ? one.lossAfter : one.lossFloat64[step];
    measures.push(relative(`loss after ${step} updates`, result.loss[0], expected, tolerance["run/loss"]));
    state = {
      parameters: result.nextParameters,
      firstMoment: result.nextFirstMoment,
      secondMoment: result.nextSecondMoment,
    };
  }
  return measures;
}
