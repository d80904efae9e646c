import { expect, test } from "vitest";
import type { BoardRow } from "#db/derive/board/board.ts";
import { testBoard, testRow } from "#db/test/board.ts";
import { costAgreement } from "./cost-agreement.ts";

const setting = {
  ...{ id: "cpu", label: "a processor", device: "CPU", precision: "float32", threads: 2 },
  ...{ protocolVersion: "2", batch: { size: 8, batches: 10, warmUps: 3, rounds: 5 } },
};

function row(id: string, gigaMacs: number | null, time: number): BoardRow {
  const plain = testRow(id, { "voc2012/iou": 50 });
  const speed = { measurementId: id, settingId: "cpu", isUntrained: false, backbone: time, readout: {} };
  return { ...plain, backbone: { ...plain.backbone, gigaMacs }, speeds: [speed] };
}

const boardOf = (...rows: BoardRow[]) => ({ ...testBoard(...rows), speedSettings: [setting] });

test("counted arithmetic beside times, of those that have both", () => {
  const rows = [row("a", 10, 1), row("b", 20, 3), row("c", 30, 2), row("d", 40, 4), row("e", null, 0.1)];
  expect(costAgreement(boardOf(...rows))).toEqual({ device: "CPU", n: 4, rho: expect.closeTo(0.8, 12) });
});

test("nothing is said of two, or where all cost the same", () => {
  expect(costAgreement(boardOf(row("a", 10, 1), row("b", 20, 3)))).toBeNull();
  expect(costAgreement(boardOf(row("a", 10, 1), row("b", 10, 3), row("c", 10, 2)))).toBeNull();
  expect(costAgreement(testBoard(row("a", 10, 1), row("b", 20, 3), row("c", 30, 2)))).toBeNull();
});
