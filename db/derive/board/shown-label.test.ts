import { expect, test } from "vitest";
import { isolated, shownLabels } from "./shown-label.ts";

test("labels that look the same are told apart by their ids, others are left alone", () => {
  const labels = {
    clip: "CLIP B",
    "clip-mine": "clip\u00a0b",
    "clip-wide": "\uff23\uff2c\uff29\uff30  B",
    "clip-joined": "CL\u200dIP B",
    composed: "Caf\u00e9",
    decomposed: "Cafe\u0301",
    dash: "ViT-B",
    "other-dash": "ViT\u2011B",
    alone: "DINO",
  };
  const shown = shownLabels(Object.entries(labels).map(([id, label]) => ({ id, label })));
  expect(Object.fromEntries(shown)).toEqual({
    ...Object.fromEntries(Object.entries(labels).map(([id, label]) => [id, `${label} (${id})`])),
    alone: "DINO",
  });
});

test("text from right to left is isolated, other text is as it was", () => {
  expect(isolated("\u05de\u05d5\u05d3\u05dc 2")).toBe("\u2068\u05de\u05d5\u05d3\u05dc 2\u2069");
  expect(isolated("\u0646\u0645\u0648\u0630\u062c")).toBe("\u2068\u0646\u0645\u0648\u0630\u062c\u2069");
  for (const text of ["ViT-B/16", "\u6a21\u578b", "\u2764\ufe0f", "\u041c\u043e\u0434\u0435\u043b\u044c"]) {
    expect(isolated(text)).toBe(text);
  }
});
