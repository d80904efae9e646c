import { expect, test } from "vitest";
import { backboneHistory, type HistoryEvent, type SentThing, sendingEvents } from "./backbone-history.ts";

const thing = (sequence: number, fields: Partial<SentThing> = {}): SentThing => ({
  ...{ kind: "result", task: "voc2012", place: "cell", by: "ada", isPrinted: false },
  ...{ sequence, receivedAt: `2026-11-20T10:0${sequence}:00.000Z` },
  ...fields,
});

test("a second one of the same place by the same sender is a correction, in the order in which they came", () => {
  const events = sendingEvents([
    thing(3, { by: "grace" }),
    thing(2),
    thing(1),
    thing(4, { kind: "artefacts" }),
    thing(0, { isPrinted: true, by: null }),
  ]);
  expect(events.map(({ action, kind, by }) => [action, kind, by])).toEqual([
    ["printed", "result", null],
    ["sent", "result", "ada"],
    ["corrected", "result", "ada"],
    ["sent", "result", "grace"],
    ["sent", "artefacts", "ada"],
  ]);
});

test("what one did on one day is one line, newest first; another day, action or reason is another", () => {
  const event = (at: string, fields: Partial<HistoryEvent> = {}): HistoryEvent => ({
    ...{ at, action: "sent", kind: "result", task: "voc2012", by: "ada", reason: null },
    ...fields,
  });
  const entries = backboneHistory([
    event("2026-11-21T09:00:00.000Z", { action: "withdraw", by: "grace", reason: "wrong weights" }),
    event("2026-11-20T10:00:00.000Z"),
    event("2026-11-20T23:59:00.000Z", { task: "boundaries" }),
    event("2026-11-20T11:00:00.000Z"),
    event("2026-11-21T00:00:00.000Z"),
  ]);
  expect(entries).toEqual([
    {
      ...{ at: "2026-11-21T09:00:00.000Z", action: "withdraw", kind: "result", by: "grace" },
      ...{ reason: "wrong weights", tasks: ["voc2012"], count: 1 },
    },
    expect.objectContaining({ at: "2026-11-21T00:00:00.000Z", count: 1 }),
    expect.objectContaining({
      at: "2026-11-20T23:59:00.000Z",
      tasks: ["voc2012", "boundaries"],
      count: 3,
    }),
  ]);
  expect(backboneHistory([])).toEqual([]);
});
