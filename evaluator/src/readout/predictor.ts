/** Runs trained readouts without what training needs: no gradients, no loss, no optimiser state. */
import { InputError } from "../files/input-error.ts";
import { elementCount } from "../math/element-count.ts";
import { cpu, type Device } from "../onnx/index.ts";
import { compile } from "../program/compile.ts";
import type { EngineFacts, Executable, ExecutorId } from "../program/executor.ts";
import { outputSize, type ReadoutConfig } from "./config.ts";
import { parameterLayout } from "./parameter-tensors.ts";
import type { ParameterValues } from "./parameters.ts";
import { defaultPieceBytes, flatParameters, type QueryGrid, withQueryGrid } from "./trainer.ts";
import { predictionProgram } from "./training-program.ts";

export interface PredictorOptions {
  readonly executor: ExecutorId;
  /** Of ONNX Runtime; the processor where left out. */
  readonly device?: Device;
  /** All readouts of the task; they see the same features. */
  readonly readouts: readonly ReadoutConfig[];
  /** One map a readout. */
  readonly parameters: readonly ParameterValues[];
  /** Most images of one prediction. */
  readonly batchSize: number;
  /** Another grid than in training (Fig. 7). */
  readonly grid?: QueryGrid;
  readonly threads?: number;
}

export interface Predictor extends AsyncDisposable {
  readonly engine: EngineFacts;
  /** Features `[images, D', h, w]` -> `[images, n, H, W]` a readout, until the next prediction. */
  predict(features: Float32Array, images: number): Promise<Float32Array[]>;
}

/** @throws InputError where parameters are missing or have another shape than the readouts need. */
export async function createPredictor(options: PredictorOptions): Promise<Predictor> {
  const { executor, device = cpu, readouts, batchSize, grid, threads } = options;
  const layout = parameterLayout(readouts);
  const parameters = flatParameters(options.parameters, layout, readouts.length);
  const configs = readouts.map((config) => withQueryGrid(config, grid));
  const pieceBytes = defaultPieceBytes(device);
  const program = predictionProgram({ configs, layout, batch: batchSize, pieceBytes });
  const executable: Executable = await compile(executor, program, {
    device,
    ...(threads ? { threads } : {}),
  });
  const [{ featureDim, featureGrid }] = readouts;
  const featureSize = featureDim * elementCount(featureGrid);
  const padded = new Float32Array(batchSize * featureSize);
  return {
    engine: executable.engine,
    async predict(features, images) {
      if (images > batchSize || features.length !== images * featureSize) {
        const expected = `${images * featureSize} of ${images} images, ${batchSize} at most`;
        throw new InputError(`features: ${features.length} values, expected ${expected}`);
      }
      if (images < batchSize) padded.fill(0).set(features);
      const whole = images < batchSize ? padded : features;
      const results = await executable.run({ features: whole, parameters });
      return configs.map((config, index) =>
        results[`output${index}`].subarray(0, images * config.outputs * elementCount(outputSize(config))),
      );
    },
    [Symbol.asyncDispose]: () => executable[Symbol.asyncDispose](),
  };
}
