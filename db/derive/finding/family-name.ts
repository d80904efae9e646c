import type { BackboneFacts } from "../board/backbone-facts.ts";

/** A word at the end of a label, and what is before it. */
const lastWord = /^(?<before>.*\S)[\s-](?<word>[^\s-]+)$/u;

/**
 * What a backbone's sizes and resolutions have in common: its label less what repeats its architecture, its architecture's
 * size or its input's side, as "DINOv2" of "DINOv2 (ViT-L)" and "SigLIP" of "SigLIP-384". Other additions stay, since
 * they make another backbone of it ("no registers").
 */
export function familyName({
  label,
  architecture,
  inputSizePixels,
}: Pick<BackboneFacts, "label" | "architecture" | "inputSizePixels">): string {
  if (label === architecture) return label;
  for (const end of [` (${architecture})`, ` ${architecture}`]) {
    if (label.endsWith(end)) return label.slice(0, -end.length);
  }
  const { before, word } = lastWord.exec(label)?.groups ?? {};
  const size = architecture.split(/[\s-]/u).at(-1)?.toLowerCase() ?? "";
  const isSize = word !== undefined && [size, String(inputSizePixels)].includes(word.toLowerCase());
  return isSize && before !== undefined ? before : label;
}
