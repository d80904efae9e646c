/** Columns of a line, as the repository's formatter has them. */
const lineWidth = 110;

/** JSON text as the repository's formatter leaves it, so that what is written needs no second look. */
export const formatManifest = (manifest: object): string => `${formatted(manifest, "", 0)}\n`;

/** A number where JSON has one, or in a text that looks alike. */
const numbers = /(?<=[\s[])-?\d[\d.eE+-]*(?=[,\n\]])/g;

/** Does a manifest's text stand as the repository's formatter leaves it? People write 4.0 and 0.000001 too, which it leaves. */
export function isFormatted(text: string): boolean {
  const alike = (written: string) => written.replace(numbers, (number) => String(Number(number)));
  try {
    return alike(text) === alike(formatManifest(JSON.parse(text)));
  } catch (error) {
    // Another encoding, or a mark of one.
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** @param before what stands on the line already: indentation, key */
function formatted(value: unknown, indent: string, before: number): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) return formattedList(value, indent, before);
  if (typeof value === "number") return numeral(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  if (fields.length === 0) return "{}";
  const lines = fields.map(([key, field]) => {
    const name = `${inner}${JSON.stringify(key)}: `;
    return name + formatted(field, inner, name.length);
  });
  return `{\n${lines.join(",\n")}\n${indent}}`;
}

/** "1e-6" rather than "0.000001". */
const numeral = (value: number): string =>
  value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential() : String(value);

function formattedList(list: readonly unknown[], indent: string, before: number): string {
  const inner = `${indent}  `;
  const elements = list.map((element) => formatted(element, inner, inner.length));
  const line = `[${elements.join(", ")}]`;
  const isFlat = !line.includes("\n");
  // A comma may follow.
  if (isFlat && before + line.length < lineWidth) return line;
  const isNumbers = list.every((element) => typeof element === "number");
  const lines = isNumbers ? filled(elements, lineWidth - inner.length) : elements;
  return `[\n${lines.map((part) => inner + part).join(",\n")}\n${indent}]`;
}

/** Numbers, as many a line as fit. */
function filled(elements: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const element of elements) {
    const last = lines.at(-1);
    const longer = last === undefined ? element : `${last}, ${element}`;
    if (last !== undefined && longer.length < width) lines[lines.length - 1] = longer;
    else lines.push(element);
  }
  return lines;
}
