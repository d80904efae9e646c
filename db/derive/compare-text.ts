let collator: Intl.Collator | undefined;

/**
 * Order of two texts as people read them, numbers in them by size. One collator, since making one takes longer than
 * sorting a board; made at its first use, since a page may need none.
 */
export function compareText(a: string, b: string): number {
  collator ??= new Intl.Collator("en", { numeric: true });
  return collator.compare(a, b);
}
