/** Backbones side by side at most: more columns than a reader holds apart, and than a screen holds. */
export const mostCompared = 4;

/**
 * The backbones that an address asks for, in one list `a,b` or several: each once, in order, four at most. Unknown names
 * are left out: an old link still opens.
 */
export function askedBackbones(lists: readonly string[], known: readonly string[]): string[] {
  const asked = lists.flatMap((text) => text.split(","));
  return [...new Set(asked)].filter((id) => known.includes(id)).slice(0, mostCompared);
}

/** Names as a reader writes them in the place of ids, whatever their case; a name may have a comma in it. */
export function idsOfNames(
  asked: readonly string[],
  backbones: readonly { readonly id: string; readonly label: string }[],
): string[] {
  const plain = (text: string) => text.trim().toLowerCase();
  const ids = new Map(backbones.map(({ id, label }) => [plain(label), id]));
  return asked.map((text) => ids.get(plain(text)) ?? text);
}

/** A choice that can be compared: of none the board's two best, of one that one and the best other. */
export function comparable(chosen: readonly string[], twoBest: readonly string[]): readonly string[] {
  if (chosen.length > 1) return chosen;
  return [...new Set([...chosen, ...twoBest])].slice(0, 2);
}

/** The one address of a comparison. */
export function comparePath(backboneIds: readonly string[], cohortId: string): string {
  return `/compare/${encodeURIComponent(cohortId)}/${backboneIds.map(encodeURIComponent).join(",")}`;
}

/** A segment of an address as a page gets it, with its escapes read; null where they are not those of any text. */
export function plainSegment(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
