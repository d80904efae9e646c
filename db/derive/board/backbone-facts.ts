import { type Manifest, type ProbeState, probeState } from "#contract";
import { type CountedFacts, countedFacts } from "./counted-facts.ts";

/** What the board shows of a backbone besides its scores. */
export interface BackboneFacts extends CountedFacts {
  readonly id: string;
  readonly label: string;
  readonly category: string;
  readonly objective: string;
  readonly architecture: string;
  readonly pretrainingData: string;
  readonly inputSizePixels: number;
  readonly featureGrid: readonly [number, number];
  readonly featureDim: number;
  /** As printed by the paper, or counted from the manifest. */
  readonly parametersMillions: number;
  readonly licence: string | null;
  readonly leak: string | null;
  /** Were its features compared with its own library's? null: of the paper's rows, nobody knows. */
  readonly probe: ProbeState | null;
  readonly paper: string | null;
  readonly manifest: Manifest | null;
}

/** A manifest says no counts. */
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
    ...countedFacts(null, manifest.inputSize),
    licence: manifest.licence,
    leak: manifest.leak,
    probe: probeState(manifest),
    paper: manifest.paper,
    manifest,
  };
}
