import { escapeXml } from "../../api/_http/escape-xml.ts";

/** A flat badge of two fields, as readmes show them. */
export interface Badge {
  readonly label: string;
  readonly message: string;
  /** Read aloud, and shown by a browser where the pointer rests. */
  readonly title: string;
  readonly tone: "known" | "unknown";
}

const heightPixels = 20;
const paddingPixels = 6;
// White on these has a contrast of at least 4.5 : 1.
const tones = { known: "#0b6bcb", unknown: "#6b6b6b" } as const;

/** Estimated width at 11 px; `textLength` makes the reader's font fit it. */
const widthPixels = (text: string) => Math.ceil([...text].length * 6.3);

export function badgeSvg({ label, message, title, tone }: Badge): string {
  const [left, right] = [widthPixels(label), widthPixels(message)];
  const seam = left + 2 * paddingPixels;
  const width = seam + right + 2 * paddingPixels;
  const text = (words: string, x: number, length: number) =>
    `<text x="${x}" y="14" textLength="${length}" lengthAdjust="spacingAndGlyphs">${escapeXml(words)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${heightPixels}" role="img" aria-label="${escapeXml(title)}">`,
    `<title>${escapeXml(title)}</title>`,
    `<clipPath id="r"><rect width="${width}" height="${heightPixels}" rx="3"/></clipPath>`,
    `<g clip-path="url(#r)"><rect width="${seam}" height="${heightPixels}" fill="#444"/>`,
    `<rect x="${seam}" width="${width - seam}" height="${heightPixels}" fill="${tones[tone]}"/></g>`,
    `<g fill="#fff" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">`,
    text(label, paddingPixels, left),
    text(message, seam + paddingPixels, right),
    "</g></svg>",
  ].join("");
}
