/** "a", "a and b", "a, b, and c". */
export function list(words: readonly string[]): string {
  return new Intl.ListFormat("en", { type: "conjunction" }).format(words);
}
