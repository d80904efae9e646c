import { describe, expect, test } from "vitest";
import { metricIds, protocolMetrics } from "#contract";
import { paperBackbones, paperResults } from "../../paper/paper.ts";
import { testBoard, testRow } from "../../test/board.ts";
import type { BoardRow } from "../board/board.ts";
import type { Cell } from "../board/cell.ts";
import { familyName, familyNames } from "./family-name.ts";
import { finding } from "./finding.ts";

const main = protocolMetrics.filter(({ primary }) => primary);

/** The printed numbers under the names that the backbones have. */
function paperRows(): BoardRow[] {
  const names: Record<string, string> = {
    "dinov2-b": "DINOv2",
    "dinov2-l": "DINOv2 (ViT-L)",
    sam2: "SAM 2 B+",
  };
  const printed = paperResults().filter(
    ({ readout, resolution }) => readout === "base" && resolution === "standard",
  );
  return paperBackbones().map((facts) => {
    const own = printed.filter(({ backboneId }) => backboneId === facts.id);
    const values = Object.assign({}, ...own.map(({ metrics }) => metrics));
    const label = names[facts.id] ?? facts.label;
    return { ...testRow(facts.id, values), backbone: { ...facts, label } };
  });
}

const named = (label: string, category = "baseline", architecture = "ViT-B") => ({
  ...testRow(label, {}).backbone,
  ...{ label, category, architecture },
});

/** A backbone with a score in each of the first tasks; ARI, IoU, AP, mIoU, mIoU, and depth's error as its negative. */
function row(
  label: string,
  scores: readonly (number | null)[],
  category?: string,
  architecture?: string,
): BoardRow {
  const values = Object.fromEntries(
    scores.flatMap((score, index) => {
      const metric = main[index];
      if (score === null || !metric) return [];
      return [[metric.id, metric.better === "higher" ? score : -score]];
    }),
  );
  return { ...testRow(label, values), backbone: named(label, category, architecture) };
}

/** The same with what intervals say: ranks that the data leave open, and half of each interval's width. */
function measured(given: BoardRow, ranks: readonly (readonly [number, number])[], half = 0): BoardRow {
  const present = metricIds.flatMap((id) => given.cells[id] ?? []);
  const cells = present.map((cell, index): [string, Cell] => {
    const interval = [cell.value - half, cell.value + half] as const;
    return [cell.metric, { ...cell, interval, rankInterval: ranks[index] ?? [1, 1] }];
  });
  return { ...given, cells: Object.fromEntries(cells) };
}

const findingOf = (...rows: BoardRow[]) => finding(testBoard(...rows));

describe("finding", () => {
  test("of the paper's numbers", () => {
    expect(findingOf(...paperRows())).toBe(
      "DINOv2 leads five of six tasks; SAM 2 separates instances best; vision-language models are on average ahead of the other self-supervised ones in semantics and depth, behind in instances.",
    );
  });

  test("changes with the numbers", () => {
    const rows = paperRows().filter(({ backbone }) => !["sam2", "mae"].includes(backbone.id));
    expect(findingOf(...rows)).toMatch(/^DINOv2 leads all six tasks; vision-language models/);
    const without = rows.filter(({ backbone }) => !backbone.id.startsWith("dinov2"));
    expect(findingOf(...without)).not.toMatch(/DINOv2|other/);
  });

  test("of no, one, and two backbones", () => {
    expect(findingOf()).toBeNull();
    expect(findingOf(row("MAE", [1, 2]))).toBe(
      "Only MAE has been measured here, so there is nothing to compare it with yet.",
    );
    expect(findingOf(row("MAE", [1]), row("CLIP", [null, 1]))).toBe(
      "No two backbones have been measured in the same task here yet.",
    );
    expect(findingOf(row("MAE", [1, 2]), row("CLIP", [2, 3]))).toBe("CLIP leads both tasks measured.");
    expect(findingOf(row("MAE", [1, 2]), row("CLIP", [2, 1]))).toBe(
      "CLIP separates instances best; MAE finds boundaries best.",
    );
    expect(findingOf(row("MAE", [1]), row("CLIP", [2]))).toBe(
      "CLIP separates instances best of two backbones.",
    );
  });

  test("of an incomplete board says so", () => {
    expect(findingOf(row("MAE", [1, 2, 3, 1]), row("CLIP", [2, 3, 1, 2]), row("SAM", [0, null, 0]))).toBe(
      "CLIP leads three of the four tasks measured; MAE detects objects best; not all of the three backbones have been measured in every task.",
    );
  });

  test("of as many leaders as tasks, and of more than can be named", () => {
    const eye = (place: number) => [0, 1, 2, 3, 4, 5].map((task) => (task === place ? 9 : 1));
    expect(
      findingOf(...["A1", "B1", "C1", "D1", "E1", "F1"].map((label, index) => row(label, eye(index)))),
    ).toBe("No backbone leads more than one of six tasks alone.");
    expect(
      findingOf(row("A1", [9, 9, 9, 0, 0, 0]), row("B1", [0, 0, 0, 9, 9, 9]), row("C1", [0, 0, 0, 0, 0, 0])),
    ).toBe("A1 and B1 lead three of six tasks each.");
    expect(
      findingOf(row("A1", [9, 9, 9, 0, 0, 0]), ...[3, 4, 5].map((place) => row(`B${place}`, eye(place)))),
    ).toBe("A1 leads three of six tasks; three others lead one task each.");
    expect(findingOf(row("A1", [9, 9, 9, 9, 0, 0]), row("B1", [0, 0, 0, 0, 9, 9]))).toBe(
      "A1 leads four of six tasks; B1 leads in COCO-Stuff and depth.",
    );
  });

  test("of three hundred backbones", () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      row(
        `Bench ${index}`,
        [0, 1, 2, 3, 4, 5].map((task) => (index * 7 + task * 50) % 300),
      ),
    );
    expect(findingOf(...many)).toBe("No backbone leads more than one of six tasks alone.");
  });

  test("a lead that the data do not tell apart, or to the digit the same, is shared", () => {
    const [first, second] = [row("MAE", [5, 5]), row("CLIP", [4, 4])];
    const shared = [1, 2] as const;
    const alone = [[1, 1] as const, [2, 2] as const] as const;
    expect(findingOf(measured(first, [shared, alone[0]]), measured(second, [shared, alone[1]]))).toBe(
      "MAE finds boundaries best and shares the lead in instance discrimination.",
    );
    expect(findingOf(measured(first, [shared, shared]), measured(second, [shared, shared]))).toBe(
      "MAE and CLIP share the lead in both tasks measured.",
    );
    expect(findingOf(row("MAE", [5]), row("CLIP", [5]))).toBe(
      "Neither of two backbones is ahead of the other in instance discrimination.",
    );
    expect(findingOf(row("MAE", [5]), row("CLIP", [5]), row("SAM", [1]))).toBe(
      "MAE and CLIP share the lead in instance discrimination among three backbones.",
    );
    expect(findingOf(row("MAE", [5, 1, 1]), row("CLIP", [1, 9, 9]), row("SAM", [5, 1, 1]))).toBe(
      "CLIP leads two of the three tasks measured; nobody leads alone in instance discrimination.",
    );
    expect(
      findingOf(row("A1", [9, 9, 9, 9, 9, 9]), row("B1", [1, 1, 9, 1, 1, 1]), row("C1", [1, 1, 1, 1, 9, 1])),
    ).toBe("A1 leads four of six tasks and shares the lead in object detection and COCO-Stuff.");
  });

  test("sizes of one backbone lead together, however many", () => {
    const base = row("DINOv2", [5, 5, 1], "self-supervised", "ViT-B");
    const large = row("DINOv2 (ViT-L)", [5, 4, 9], "self-supervised", "ViT-L");
    expect(findingOf(base, large, row("MAE", [1, 1, 1], "self-supervised"))).toBe(
      "DINOv2 leads all three tasks measured.",
    );
  });

  test("means of classes are compared where two have two members, and beyond their intervals alone", () => {
    const board = [
      row("Top", [9, 9, 9, 9, 9, 9], "supervised"),
      ...[1, 2].map((step) => row(`S${step}`, [6, 6, 6, step, step, step], "self-supervised")),
      ...[1, 2].map((step) => row(`V${step}`, [step, step, step, 6, 6, 6], "vision-language")),
    ];
    const leads = "Top leads all six tasks";
    expect(findingOf(...board)).toBe(
      `${leads}; vision-language models are on average ahead of self-supervised ones in semantics and depth, behind in instances.`,
    );
    expect(findingOf(...board.slice(0, -1))).toBe(`${leads}.`);
    const ranks = (index: number) => main.map(() => [index === 0 ? 1 : 2, index === 0 ? 1 : 5] as const);
    const sure = board.map((given, index) => measured(given, ranks(index), 1));
    expect(findingOf(...sure)).toBe(findingOf(...board));
    const unsure = board.map((given, index) => measured(given, ranks(index), 3));
    expect(findingOf(...unsure)).toBe(`${leads}.`);
  });

  test("a class that is ahead in one task of a category and behind in another is neither", () => {
    const board = [
      row("Top", [9, 9, 9, 9, 9, 9], "supervised"),
      ...[1, 2].map((step) => row(`S${step}`, [6, 1, 6, step, step, step], "self-supervised")),
      ...[1, 2].map((step) => row(`V${step}`, [step, step, step, 6, 6, 6], "vision-language")),
    ];
    expect(findingOf(...board)).toContain("ahead of self-supervised ones in semantics and depth.");
  });

  test("of a user's own images", () => {
    const own = (label: string, iou: number) => testRow(label, { "segmentation/iou": iou });
    expect(findingOf(own("MAE", 40), own("CLIP", 50))).toBe("CLIP segments best of two backbones.");
  });
});

test("a family's name leaves out what repeats its size or resolution, and nothing else", () => {
  const family = (label: string, architecture: string, inputSizePixels = 224) =>
    familyName({ label, architecture, inputSizePixels });
  expect(family("DINOv2 (ViT-L)", "ViT-L")).toBe("DINOv2");
  expect(family("SAM 2 B+", "Hiera B+")).toBe("SAM 2");
  expect(family("Hiera B+", "Hiera B+")).toBe("Hiera B+");
  expect(family("SigLIP-384", "ViT-B", 384)).toBe("SigLIP");
  expect(family("SigLIP-So400m", "ViT-SO400M", 384)).toBe("SigLIP");
  expect(family("DINOv3 ConvNeXt-B", "ConvNeXt-B")).toBe("DINOv3");
  expect(family("DINOv2 (no registers)", "ViT-B")).toBe("DINOv2 (no registers)");
  expect(family("DINOv2 (somebody)", "ViT-B")).toBe("DINOv2 (somebody)");
  expect(family("ViT-B", "ViT-B")).toBe("ViT-B");
  expect(family("B", "ViT-B")).toBe("B");
});

test("a letter alone is taken for a size where another backbone shares the name", () => {
  const families = (...labels: string[]) => [
    ...familyNames(labels.map((label) => ({ ...named(label), id: label }))).values(),
  ];
  expect(families("Made up A", "Made up B")).toEqual(["Made up A", "Made up B"]);
  expect(families("DINOv3 (ViT-B)", "DINOv3 B", "SAM 2 B")).toEqual(["DINOv3", "DINOv3", "SAM 2 B"]);
});
