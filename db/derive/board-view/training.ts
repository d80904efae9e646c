/** How a backbone was trained: the board's series, each with a label, a shape and a colour (see marks.module.css). */
export const trainings = [
  { id: "self-supervised", label: "Self-supervised", shape: "circle" },
  { id: "vision-language", label: "Vision-language", shape: "triangle" },
  { id: "supervised", label: "Supervised", shape: "square" },
  { id: "baseline", label: "Baseline", shape: "cross" },
] as const;

export type Training = (typeof trainings)[number]["id"];

/** Series of a manifest's category: untrained backbones are baselines too. */
export function trainingOf(category: string): Training {
  return trainings.find((training) => training.id === category)?.id ?? "baseline";
}

/** An untrained backbone beside trained ones makes all of these look alike. */
export const isTrained = ({ backbone }: { readonly backbone: { readonly category: string } }): boolean =>
  trainingOf(backbone.category) !== "baseline";

export function trainingFacts(id: Training): (typeof trainings)[number] {
  const found = trainings.find((training) => training.id === id);
  if (!found) throw new Error(`no training ${id}`);
  return found;
}

/** Reads a list of trainings from a URL parameter such as "supervised,baseline". */
export function parseTrainings(parameter: string | null): Training[] {
  const chosen = parameter?.split(",") ?? [];
  return trainings.map((training) => training.id).filter((id) => chosen.includes(id));
}
