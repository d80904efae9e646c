import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import type { Manifest } from "#contract";
import { factsOfManifest } from "#db/derive/board/backbone-facts.ts";
import { testBoard, testRow } from "#db/test/board.ts";
import { testManifest } from "#db/test/bundle.ts";
import { Facts } from "../_backbone/facts.tsx";
import { BoardNotes } from "./board-notes.tsx";

const weights: Manifest["weights"] = {
  ...{ format: "safetensors", url: "https://example.org/a.safetensors", file: "a.safetensors" },
  ...{ sha256: null, bytes: null },
};
const probe: NonNullable<Manifest["probe"]> = {
  ...{ line: "model(pixels)", library: "timm 1.0.29", weightsSha256: "0".repeat(64) },
  values: Array(64).fill(1),
  norms: { images: [1, 1], channels: Array(8).fill(1), places: Array(8).fill(1) },
};

const page = (fields: Partial<Manifest>) =>
  renderToStaticMarkup(<Facts backbone={factsOfManifest(testManifest(fields))} inPaper={false} />);

const board = (fields: Partial<Manifest>) => {
  const row = testRow("test-vit", { "voc2012/iou": 50 });
  const backbone = factsOfManifest(testManifest(fields));
  return renderToStaticMarkup(<BoardNotes board={testBoard({ ...row, backbone })} />);
};

describe("a backbone with weights and no reference probe", () => {
  test("says so on its page and under the board", () => {
    expect(page({ weights })).toContain("Not probed: nobody has compared");
    expect(board({ weights })).toContain("Not probed: nobody has compared");
  });

  test("says with which library it agrees once it has one", () => {
    expect(page({ weights, probe })).toContain("Features agree with timm 1.0.29: <code>model(pixels)</code>");
    expect(board({ weights, probe })).not.toContain("ot probed");
  });

  test("needs none where nothing is published", () => {
    expect(page({})).toContain("None needed");
    expect(board({})).not.toContain("ot probed");
  });
});
