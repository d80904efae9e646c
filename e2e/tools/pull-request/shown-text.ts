/**
 * Texts of a request, for pages and comments. Whoever writes a manifest writes them, so they are shown as they are and do
 * nothing: no markup, no link, no mention, no line of their own.
 */

/** Controls, line breaks, halves of pairs, and what turns or hides the text around it. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** One line of visible characters, cut at `most`. */
export function oneVisibleLine(text: string, most = 300): string {
  const cut = [...text.slice(0, 4 * most)];
  const line = cut
    .slice(0, most)
    .join("")
    .replace(unseen, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
  return cut.length > most ? `${line}...` : line;
}

/**
 * A code span of GitHub's Markdown, in which nothing is a link, a mention, an emoji or markup. Its fence is longer than any
 * run of backticks inside. Not for tables, whose cells a bar would end even there.
 */
export function codeSpan(text: string, most?: number): string {
  const line = oneVisibleLine(text, most);
  if (line.trim() === "") return "(blank)";
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = longest > 0 || line.startsWith(" ") || line.endsWith(" ") ? " " : "";
  return `${fence}${pad}${line}${pad}${fence}`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text between tags or in a quoted attribute. */
export function html(text: string): string {
  return oneVisibleLine(text).replace(/[&<>"']/g, (character) => entities[character] ?? "");
}
