import type { Training } from "#db/derive/board-view/training.ts";

/** The light theme's tokens of globals.css, for pictures that no style sheet reaches; a test holds them to it. */
export const palette = {
  paper: "#ffffff",
  ink: "#14171b",
  inkSoft: "#4a525c",
  rule: "#dfe3e7",
  bar: "#b9c1ca",
  mark: "#ffe666",
  markLine: "#d9b400",
} as const;

export const seriesColours: Readonly<Record<Training, string>> = {
  supervised: "#c24e00",
  "self-supervised": "#0067a8",
  "vision-language": "#007a58",
  baseline: "#606974",
};
