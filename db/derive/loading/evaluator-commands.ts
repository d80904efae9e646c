export interface EvaluatorCommands {
  /** null: there are none to fetch. */
  readonly fetch: string | null;
  readonly features: string;
  readonly run: string;
  readonly predict: string;
}

interface Commanded {
  readonly id: string;
  /** Does the evaluator come with its manifest? Else it is a file of that name in the working folder. */
  readonly isKnown: boolean;
  readonly hasWeights: boolean;
  /** Its features have the image's own resolution, which only a linear readout takes. */
  readonly isUpsampled: boolean;
}

/** The evaluator's commands that compute a backbone's features, measure it, and run a readout that was trained. */
export function evaluatorCommands({ id, isKnown, hasWeights, isUpsampled }: Commanded): EvaluatorCommands {
  const backbone = isKnown ? id : `${id}.json`;
  const readout = isUpsampled ? "linear-featup" : "base";
  const variant = isUpsampled ? ` --variant ${readout}` : "";
  return {
    fetch: hasWeights ? `npx evaluator weights fetch ${backbone}` : null,
    features: `npx evaluator features --backbone ${backbone} --images DIR --out ${id}.safetensors`,
    run: `npx evaluator run --backbone ${backbone} --task all${variant} --data DIR --out results`,
    // One of the six tasks; the file's name ends with what identifies the cell.
    predict: `npx evaluator predict results/${id}.voc2012.${readout}.seed0.*.json --images DIR --out predictions`,
  };
}
