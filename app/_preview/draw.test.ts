import { afterEach, expect, test, vi } from "vitest";
import { metricIds, protocolTasks } from "#contract";
import { testBoard, testRow } from "#db/test/board.ts";
import { drawPreview } from "./draw.ts";
import { previewSize } from "./frame.tsx";
import { legibleLabel } from "./legible.ts";
import {
  AwaitingPreview,
  BackbonePreview,
  BoardPreview,
  ComparePreview,
  ParetoPreview,
  TaskPreview,
} from "./previews.tsx";

afterEach(() => vi.unstubAllGlobals());

const labelled = (id: string, label: string, score: number) => {
  const row = testRow(id, { "voc2012/iou": score, "nyuv2-depth/rmse": 1 / score });
  return { ...row, backbone: { ...row.backbone, label } };
};
const board = testBoard(
  labelled("plain", "DINOv2 (ViT-L)", 85.3),
  labelled("emoji", "Net 🦕", 60),
  labelled("arabic", "\u2068شبكة\u2069", 50),
  labelled("chinese", "视觉", 40),
);

/** What is asked of others from now on. */
function watchElsewhere(): readonly string[] {
  // The library's own programs are in it, as data.
  const { fetch } = globalThis;
  const elsewhere: string[] = [];
  vi.stubGlobal("fetch", (address: string | URL, options?: RequestInit) => {
    if (String(address).startsWith("data:")) return fetch(address, options);
    elsewhere.push(String(address));
    return Promise.reject(new Error("asked elsewhere"));
  });
  return elsewhere;
}

test("previews are PNGs of one size, and no letter of a label has the server ask elsewhere", async () => {
  const elsewhere = watchElsewhere();
  const ids = ["plain", "emoji", "arabic", "chinese"];
  for (const preview of [BoardPreview({ board }), ComparePreview({ board, ids }), ParetoPreview({ board })]) {
    const png = Buffer.from(await drawPreview(preview));
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([previewSize.width, previewSize.height]);
  }
  expect(elsewhere).toEqual([]);
}, 30_000);

test("every letter that passes for legible is in the font", async () => {
  const elsewhere = watchElsewhere();
  const all = Array.from({ length: 0xd800 }, (_, code) => String.fromCodePoint(code));
  const legible = all.filter((letter) => legibleLabel({ id: "", label: letter }) === letter);
  expect(legible.length).toBeGreaterThan(300);
  const label = legible.join("");
  await drawPreview(AwaitingPreview({ backbone: { id: "all", label, words: label } }));
  expect(elsewhere).toEqual([]);
}, 30_000);

test("no word of the site's own has the server ask elsewhere", async () => {
  const elsewhere = watchElsewhere();
  const scores = Object.fromEntries(metricIds.map((id) => [id, 0.5]));
  const whole = testBoard(testRow("first", scores), testRow("second", scores));
  await drawPreview(BackbonePreview({ board: whole, id: "first" }));
  for (const { id } of protocolTasks) await drawPreview(TaskPreview({ board: whole, task: id }));
  expect(elsewhere).toEqual([]);
}, 30_000);
