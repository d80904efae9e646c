/** Runs trained readouts without what training needs: no gradients, no loss, no optimiser state. */
import { InputError } from "../input-error.ts";
import { compile } from "./compile.ts";
import { outputSize, type ReadoutConfig } from "./config.ts";
import type { EngineFacts, Executable, ExecutorId } from "./executor.ts";
import { parameterLayout } from "./parameter-tensors.ts";
import type { ParameterValues } from "./parameters.ts";
import { sizeOf } from "./program/tensor.ts";
import { defaultPieceBytes, flatParameters, type QueryGrid, withQueryGrid } from "./trainer.ts";
import { predictionProgram } from "./training-program.ts";

export interface PredictorOptions {
  readonly executor: ExecutorId;
  /** All readouts of the task; they see the same features. */
  readonly readouts: readonly ReadoutConfig[];
  /** One map a readout. */
  readonly parameters: readonly ParameterValues[];
  /** Images of every prediction. */
  readonly batchSize: number;
  /** Another grid than in training (Fig. 7). */
  readonly grid?: QueryGrid;
  readonly threads?: number;
}

export interface Predictor {
  readonly engine: EngineFacts;
  /** Features `[batchSize, D', h, w]` -> `[batchSize, n, H, W]` a readout. */
  predict(features: Float32Array): Promise<Float32Array[]>;
  dispose(): Promise<void>;
}

/** @throws InputError where parameters are missing or have another shape than the readouts need. */
export async function createPredictor(options: PredictorOptions): Promise<Predictor> {
  const { executor, readouts, batchSize, grid, threads } = options;
  const layout = parameterLayout(readouts);
  const parameters = flatParameters(options.parameters, layout, readouts.length);
  const configs = readouts.map((config) => withQueryGrid(config, grid));
  const program = predictionProgram({ configs, layout, batch: batchSize, pieceBytes: defaultPieceBytes });
  const executable: Executable = await compile(executor, program, threads ? { threads } : {});
  const [{ featureDim, featureGrid }] = readouts;
  const expected = batchSize * featureDim * sizeOf(featureGrid);
  return {
    engine: executable.engine,
    async predict(features) {
      if (features.length !== expected) {
        throw new InputError(
          `features: ${features.length} values, expected ${expected} of ${batchSize} images`,
        );
      }
      const results = await executable.run({ features, parameters });
      return configs.map((config, index) =>
        results[`output${index}`].subarray(0, batchSize * config.outputs * sizeOf(outputSize(config))),
      );
    },
    dispose: () => executable.dispose(),
  };
}
