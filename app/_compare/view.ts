/** Backbones side by side at most: more columns than a reader holds apart, and than a screen holds. */
export const mostCompared = 4;

/** A parameter of an address as the server gets it: absent, once, or several times. */
type Parameter = string | readonly string[] | undefined;

/**
 * The backbones that an address asks for, `with=a,b` or `with=a&with=b` as a form without scripts sends it: each once,
 * in order, four at most. Unknown names are left out: an old link still opens.
 */
export function askedBackbones(parameter: Parameter, known: readonly string[]): string[] {
  const asked = [parameter ?? []].flat().flatMap((text) => text.split(","));
  return [...new Set(asked)].filter((id) => known.includes(id)).slice(0, mostCompared);
}

/** The one address of a comparison. */
export function comparePath(backboneIds: readonly string[], cohortId: string): string {
  return `/compare?with=${backboneIds.map(encodeURIComponent).join(",")}&cohort=${encodeURIComponent(cohortId)}`;
}
