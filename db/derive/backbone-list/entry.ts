import type { BackboneFacts } from "../board/backbone-facts.ts";
import { type Training, trainingOf } from "../board-view/training.ts";
import { type CommercialUse, commercialUse } from "../licence-use.ts";

/** Where a backbone's numbers come from; "awaiting": nobody has sent any. */
export type BackboneState = "printed" | "measured" | "awaiting";

/** A backbone as a line of the list of all. */
export interface BackboneEntry
  extends Pick<
    BackboneFacts,
    | "id"
    | "label"
    | "objective"
    | "architecture"
    | "pretrainingData"
    | "parametersMillions"
    | "inputSizePixels"
    | "featureGrid"
    | "featureDim"
    | "licence"
    | "gigaMacs"
  > {
  readonly training: Training;
  readonly use: CommercialUse;
  readonly state: BackboneState;
}

export function backboneEntry(facts: BackboneFacts, state: BackboneState): BackboneEntry {
  const { id, label, objective, architecture, pretrainingData, licence, category } = facts;
  const { parametersMillions, inputSizePixels, featureGrid, featureDim, gigaMacs } = facts;
  return {
    ...{ id, label, objective, architecture, pretrainingData, licence },
    ...{ parametersMillions, inputSizePixels, featureGrid, featureDim },
    ...{ training: trainingOf(category), use: commercialUse(licence), gigaMacs, state },
  };
}
