export type CsvField = string | number | null | undefined;

/** How a spreadsheet knows a formula, whatever the keyboard's width; it passes over ends of lines before it. */
const formulaBegins = /^[=+\-@\t\r\n＝＋－＠]/;

/** A spreadsheet would run a text that begins like a formula. */
const harmless = (text: string) => (formulaBegins.test(text) ? `'${text}` : text);

function csvField(value: CsvField): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "number" ? String(value) : harmless(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Lines of fields as CSV (RFC 4180), the headings first; no text of it is a formula. */
export function csvText(lines: readonly (readonly CsvField[])[]): string {
  return lines.map((line) => `${line.map(csvField).join(",")}\r\n`).join("");
}
