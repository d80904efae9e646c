import { preprocessingOf, preprocessingSha256 } from "../cell/preprocessing.ts";
import type { ResultBundle } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { protocol, protocolVersion } from "../protocol.ts";
import { parameterCounts } from "../readout/parameters.ts";
import { readoutConfig } from "../readout/variants.ts";
import { taskOf } from "../tasks/index.ts";
import { type Check, differs, notCheckable } from "./check.ts";

/**
 * What follows from task, variant and manifest alone: how images are prepared, and how large the readout is.
 *
 * @throws InputError where the task has no such resolution
 */
export function expectedOfReadout({ task: id, variant, manifest, dataset }: ResultBundle) {
  const task = taskOf(id, variant.resolution, dataset.classes);
  const { cnnChannels } = protocol[id];
  const { readout, maskForm, baselineDim } = variant;
  const { featureDim, featureGrid } = manifest;
  const configs = task.outputs.map((outputs) =>
    readoutConfig({
      ...{ readout, maskForm, baselineDim, featureDim, featureGrid },
      ...{ queryGrid: task.queryGrid, outputs },
      ...(cnnChannels === undefined ? {} : { cnnChannels }),
    }),
  );
  const { published, effective } = parameterCounts(configs);
  return {
    preprocessingSha256: preprocessingSha256(preprocessingOf(task, manifest, variant)),
    ...{ publishedParameters: published, effectiveParameters: effective },
  };
}

/** Preparation and readout beside what the protocol says of them. */
export function readoutChecks(bundle: ResultBundle): Check[] {
  const [preparation, readout] = ["preparation", "readout"];
  if (bundle.protocolVersion !== protocolVersion) {
    const why = `protocol ${bundle.protocolVersion}; this evaluator has ${protocolVersion}`;
    return [notCheckable(preparation, why), notCheckable(readout, why)];
  }
  let expected: ReturnType<typeof expectedOfReadout>;
  try {
    expected = expectedOfReadout(bundle);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return [differs(preparation, [error.message], "")];
  }
  const { preprocessingSha256: steps, publishedParameters, effectiveParameters } = expected;
  const found = { ...bundle.readout, ...bundle.backbone };
  const isPrepared = found.preprocessingSha256 === steps;
  const isAsLarge =
    found.publishedParameters === publishedParameters && found.effectiveParameters === effectiveParameters;
  return [
    differs(
      preparation,
      isPrepared
        ? []
        : [`${found.preprocessingSha256}; expected ${steps}, the task's and the manifest's steps`],
      "the task's own steps and the manifest's input",
    ),
    differs(
      readout,
      isAsLarge
        ? []
        : [
            `${found.publishedParameters} published and ${found.effectiveParameters} effective parameters; expected ${publishedParameters} and ${effectiveParameters}`,
          ],
      `${publishedParameters} parameters, as the protocol's readout has on ${bundle.manifest.featureDim} channels`,
    ),
  ];
}
