import type { Cell } from "#db/derive/board/cell.ts";

/** What the ranges under scores take into account, where there are any. */
export function intervalWords(cells: readonly Cell[]): string {
  const covers = new Set(cells.flatMap(({ intervalCovers }) => intervalCovers ?? []));
  if (covers.size === 0) return "";
  if (!covers.has("images")) {
    return "Ranges under scores are 95 % intervals over resampled test images and over seeds, whose scatter is taken from all backbones of the column together.";
  }
  const which = covers.size === 1 ? "here" : "where no backbone of the column has two seeds";
  return `Ranges under scores are 95 % intervals over resampled test images; ${which} they cover the images only, since what another seed would change is not known.${covers.size === 1 ? "" : " Elsewhere they cover seeds too."}`;
}

/** What shown ranks and the ranges under them are, where these are known. */
export const rankWords =
  "A rank is one more than the number of backbones that are better beyond chance, so those that the data do not tell apart may share it. The range under it holds for all backbones of the board at once, with 95 % confidence.";
