import { renderToStaticMarkup } from "react-dom/server";
import { expect, test, vi } from "vitest";
import { GainFigures } from "./gain-figures.tsx";
import { variantPages } from "./kinds.ts";

vi.mock("../_charts/exported-chart.tsx", () => ({
  ExportedChart: ({ name }: { name: string }) => <p>{name}</p>,
}));

test("charts of different pages are saved under different names", () => {
  const gains = {
    metric: "voc2012/iou" as const,
    backbones: [{ id: "dino", label: "DINO" }],
    rows: [{ key: "dim-8", label: "8 dimensions", gains: [-1.5], mean: -1.5 }],
  };
  const names = variantPages.map(({ kind }) => {
    const page = renderToStaticMarkup(<GainFigures kind={kind} gains={[gains]} source="Test" />);
    return /<p>([a-z0-9-]+)<\/p>/.exec(page)?.[1];
  });
  expect(names).toContain("ablations-pascal-voc-2012");
  expect(new Set(names).size).toBe(variantPages.length);
});
