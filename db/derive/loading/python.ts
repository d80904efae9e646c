import type { Manifest } from "#contract";

/** Parts of Python programs that every library's way of loading a backbone has. */

/** Lines of Python, as they are pasted. */
export type Lines = readonly string[];

/** Numbers as Python writes a list of them. */
const numbers = (values: readonly number[]) => `[${values.join(", ")}]`;

/** A call with an argument a line: `name = callee(...)` and what follows it. */
export const call = (start: string, args: Lines, end = ")"): Lines => [
  `${start}(`,
  ...args.map((argument) => `    ${argument},`),
  end,
];

/** Imports: the library's own, as a whole or one name of it. */
export const imports = (own: string): Lines => {
  const shared = ["import torch", "from PIL import Image", "from torchvision.transforms import v2"];
  return own.startsWith("import ") ? [own, ...shared] : [...shared, own];
};

/** Text as a string of Python. What a manifest says comes from anybody, and must not end the string. */
export const quoted = (text: string): string => JSON.stringify(text);

/** An image to what every network here takes: squashed to its square, bicubic with antialias, mean and deviation taken off. */
export function pixelsOf({ inputSize, mean, std }: Manifest): Lines {
  return [
    "prepare = v2.Compose([",
    "    v2.ToImage(),",
    "    v2.ToDtype(torch.float32, scale=True),",
    `    v2.Resize((${inputSize}, ${inputSize}), interpolation=v2.InterpolationMode.BICUBIC, antialias=True),`,
    `    v2.Normalize(mean=${numbers(mean)}, std=${numbers(std)}),`,
    "])",
    `pixels = prepare(Image.open("image.jpg").convert("RGB"))[None]  # [1, 3, ${inputSize}, ${inputSize}]`,
  ];
}

/** Runs an expression of `pixels` that gives features [1, D, h, w]. */
export function featuresOf(
  { featureDim, featureGrid: [rows, columns] }: Manifest,
  expression: string,
): Lines {
  return [
    "with torch.inference_mode():",
    `    features = ${expression}  # [1, ${featureDim}, ${rows}, ${columns}]`,
  ];
}

/** Runs an expression of `pixels` that gives tokens [1, prefix + h * w, D], and puts those of patches on their grid. */
export function tokensOf(manifest: Manifest, expression: string, prefix: number): Lines {
  const { featureDim, featureGrid } = manifest;
  const [rows, columns] = featureGrid;
  const patches = `${prefix > 0 ? `${prefix} + ` : ""}${rows} * ${columns}`;
  const kept = prefix > 0 ? `tokens[:, ${prefix}:]` : "tokens";
  return [
    "with torch.inference_mode():",
    `    tokens = ${expression}  # [1, ${patches}, ${featureDim}]`,
    `features = ${kept}.transpose(1, 2).reshape(1, ${featureDim}, ${rows}, ${columns})`,
  ];
}

/** Paragraphs, with an empty line between two. */
export const program = (...paragraphs: readonly Lines[]): string =>
  paragraphs.map((lines) => lines.join("\n")).join("\n\n");
