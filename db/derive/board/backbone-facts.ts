import type { Manifest } from "#contract";
import type { BackboneFacts } from "../../board-types.ts";

export function factsOfManifest(manifest: Manifest): BackboneFacts {
  return {
    id: manifest.id,
    label: manifest.label,
    category: manifest.category,
    objective: manifest.objective,
    architecture: manifest.architecture,
    pretrainingData: manifest.pretrainingData,
    inputSizePixels: manifest.inputSize,
    featureGrid: manifest.featureGrid,
    featureDim: manifest.featureDim,
    parametersMillions: manifest.parameters / 1e6,
    licence: manifest.licence,
    leak: manifest.leak,
    paper: manifest.paper,
    manifest,
  };
}
