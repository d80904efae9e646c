import type { BackboneFacts } from "../board/backbone-facts.ts";

/** A letter after a label may be its size or may not ("B"), where nothing else of the name is on the board. */
const isLetter = (word: string) => /^\p{L}$/u.test(word);

/** A word at the end of a label, and what is before it. */
const lastWord = /^(?<before>.*\S)[\s-](?<word>[^\s-]+)$/u;

/**
 * The families of backbones that stand beside one another, by id: a name that is shorter by a letter alone has to be
 * another one's as well.
 */
export function familyNames(backbones: readonly Described[]): ReadonlyMap<string, string> {
  const names = backbones.map(familyName);
  return new Map(
    backbones.map(({ id, label }, index) => {
      const name = names[index] ?? label;
      const isShared = names.indexOf(name) !== names.lastIndexOf(name);
      return [id, isShared || !isLetter(label.slice(name.length + 1)) ? name : label];
    }),
  );
}

type Described = Pick<BackboneFacts, "id" | "label" | "architecture" | "inputSizePixels">;

/**
 * What a backbone's sizes and resolutions have in common: its label less what repeats its architecture, its architecture's
 * size or its input's side, as "DINOv2" of "DINOv2 (ViT-L)" and "SigLIP" of "SigLIP-384". Other additions stay, since
 * they make another backbone of it ("no registers").
 */
export function familyName({ label, architecture, inputSizePixels }: Omit<Described, "id">): string {
  if (label === architecture) return label;
  for (const end of [` (${architecture})`, ` ${architecture}`]) {
    if (label.endsWith(end)) return label.slice(0, -end.length);
  }
  const { before, word } = lastWord.exec(label)?.groups ?? {};
  const size = architecture.split(/[\s-]/u).at(-1)?.toLowerCase() ?? "";
  const isSize = word !== undefined && [size, String(inputSizePixels)].includes(word.toLowerCase());
  return isSize && before !== undefined ? before : label;
}
