/** What Geist has of western and central European letters, which is not all of Latin Extended-A, and of the site's own signs. */
const drawable =
  /^[\u0020-\u007e\u00a0-\u00ac\u00ae-\u0113\u0116-\u012b\u012e-\u0137\u0139-\u013e\u0141-\u0148\u014a-\u014d\u0150-\u017e–—‘’“”…−←↑→↓≥≤]*$/u;

/**
 * A label as a picture can show it: the id where the font lacks a letter, since the drawing library would otherwise fetch a font
 * from elsewhere.
 */
export function legibleLabel({ id, label }: { readonly id: string; readonly label: string }): string {
  return drawable.test(label) ? label : id;
}

/** Running text of which only names may hold other letters: each of those becomes a question mark. */
export function legibleText(text: string): string {
  return [...text].map((letter) => (drawable.test(letter) ? letter : "?")).join("");
}
