import { bundleProblems, type Problem, type ResultBundle } from "#contract";
import { boardsProblems } from "./boards-problems.ts";
import { dateProblems } from "./date-problems.ts";
import type { DoorFacts } from "./door-facts.ts";
import { idProblems, privateProblems } from "./id-problems.ts";
import { imagesProblems } from "./images-problems.ts";
import { sameCellProblems, weightsProblems } from "./weights-problems.ts";

/**
 * Why an uploaded bundle is not taken: what it says that cannot be, by itself or beside what is known here. Every problem at
 * once, each with its place, what was found and what was expected. What nobody here can check is not in it:
 * `checked-facts.ts` says which that is.
 */
export function doorProblems(bundle: ResultBundle, facts: DoorFacts): Problem[] {
  const isDrawn = bundle.manifest.weights === null;
  const weights = bundle.backbone.weightsSha256;
  return [
    ...privateProblems("manifest", bundle.manifest),
    ...bundleProblems(bundle),
    ...idProblems(bundle.manifest, facts),
    ...weightsProblems("backbone.weightsSha256", weights, facts.id, isDrawn),
    ...sameCellProblems(bundle, facts.id),
    ...imagesProblems(bundle, facts),
    ...dateProblems("createdAt", bundle.createdAt, facts.now),
    ...boardsProblems(facts),
  ];
}
