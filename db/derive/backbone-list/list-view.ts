import { parseTrainings, type Training } from "../board-view/training.ts";
import type { BackboneEntry } from "./entry.ts";

export const listSorts = ["training", "name", "parameters", "gmacs", "input"] as const;
export type ListSort = (typeof listSorts)[number];

/** Everything that changes what the list shows; the URL holds all of it, defaults left out. */
export interface ListView {
  readonly query: string;
  /** Trainings shown; empty for all. */
  readonly trainings: readonly Training[];
  /** "commercial": only what is known to allow it. */
  readonly use: "any" | "commercial";
  readonly sort: ListSort;
}

export function parseListView(parameters: URLSearchParams): ListView {
  return {
    query: parameters.get("q") ?? "",
    trainings: parseTrainings(parameters.get("training")),
    use: parameters.get("use") === "commercial" ? "commercial" : "any",
    sort: listSorts.find((sort) => sort === parameters.get("sort")) ?? "training",
  };
}

export function serialiseListView({ query, trainings, use, sort }: ListView): URLSearchParams {
  const parameters = new URLSearchParams();
  if (query !== "") parameters.set("q", query);
  if (trainings.length > 0) parameters.set("training", trainings.join(","));
  if (use !== "any") parameters.set("use", use);
  if (sort !== "training") parameters.set("sort", sort);
  return parameters;
}

/** What a search looks in. */
const wordsOf = ({ label, id, objective, architecture, pretrainingData, licence }: BackboneEntry) =>
  [label, id, objective, architecture, pretrainingData, licence ?? ""].join(" ").toLowerCase();

const order: Readonly<Record<Training, number>> = {
  "self-supervised": 0,
  "vision-language": 1,
  supervised: 2,
  baseline: 3,
};

const sorted: Readonly<Record<ListSort, (entry: BackboneEntry) => number>> = {
  training: ({ training }) => order[training],
  name: () => 0,
  parameters: ({ parametersMillions }) => parametersMillions,
  // What nobody has counted comes last.
  gmacs: ({ gigaMacs }) => gigaMacs ?? Number.MAX_VALUE,
  input: ({ inputSizePixels }) => inputSizePixels,
};

/** The entries that pass a view, in its order; those that are level stand by name, as they came. */
export function entriesInView(entries: readonly BackboneEntry[], view: ListView): BackboneEntry[] {
  const words = view.query.toLowerCase().split(/\s+/).filter(Boolean);
  const key = sorted[view.sort];
  return entries
    .filter((entry) => words.every((word) => wordsOf(entry).includes(word)))
    .filter(({ training }) => view.trainings.length === 0 || view.trainings.includes(training))
    .filter(({ use }) => view.use === "any" || use === "allowed")
    .sort((a, b) => key(a) - key(b));
}
