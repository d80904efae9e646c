import { readFile, writeFile } from "node:fs/promises";
import subsetFont from "subset-font";

/**
 * `tsx app/_fonts/subset-sans.ts` writes geist-sans.woff2: of Geist, the letters of western European languages, the signs
 * that pages use and the weights that they set, a third of the font's bytes. Each first visit waits for them.
 */

export const wholeSans = "node_modules/geist/dist/fonts/geist-sans/Geist-Variable.woff2";
export const subsetSans = "app/_fonts/geist-sans.woff2";

const span = (first: number, last: number) =>
  String.fromCodePoint(...Array.from({ length: last - first + 1 }, (_, index) => first + index));

const characters = `${span(0x20, 0x7e)}${span(0xa0, 0xff)}–—‘’“”…−←↑→↓≥≤▲△▼▽●○`;

/** Body text to bold. */
const weights = { min: 400, max: 700 };

export async function makeSubset(): Promise<Buffer> {
  return subsetFont(await readFile(wholeSans), characters, {
    targetFormat: "woff2",
    variationAxes: { wght: weights },
  });
}

if (process.argv[1]?.endsWith("subset-sans.ts")) {
  const made = await makeSubset();
  await writeFile(subsetSans, made);
  process.stdout.write(`${subsetSans}: ${(made.byteLength / 1000).toFixed(1)} kB\n`);
}
