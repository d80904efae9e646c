import type { ArtefactIndex, OutputSizes } from "#contract";
import type { BackboneFacts } from "./board/backbone-facts.ts";
import { compareText } from "./compare-text.ts";

/** What may be uploaded about a result, each kind with its shape. */
export interface ResultDocuments {
  readonly artefacts: ArtefactIndex;
  readonly "output-sizes": OutputSizes;
}
export type DocumentKind = keyof ResultDocuments;

/** The newest document of one result. */
export interface Documented<Kind extends DocumentKind> {
  readonly backbone: BackboneFacts;
  readonly seed: number | null;
  readonly document: ResultDocuments[Kind];
}
export type Pictured = Documented<"artefacts">;
export type Sized = Documented<"output-sizes">;

/** Of each backbone and task the result with the lowest seed, by the backbone's label: seeds differ little in pictures. */
export function firstSeeds<Kind extends DocumentKind>(
  found: readonly Documented<Kind>[],
): Documented<Kind>[] {
  const first = new Map<string, Documented<Kind>>();
  for (const one of [...found].sort((a, b) => (a.seed ?? 0) - (b.seed ?? 0))) {
    const key = `${one.document.task} ${one.backbone.id}`;
    if (!first.has(key)) first.set(key, one);
  }
  return [...first.values()].sort((a, b) => compareText(a.backbone.label, b.backbone.label));
}
