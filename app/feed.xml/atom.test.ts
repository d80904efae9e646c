import { expect, test } from "vitest";
import type { NewResult, SnapshotFacts } from "#db/read/snapshots.ts";
import { atomFeed } from "./atom.ts";

const result: NewResult = {
  id: "a".repeat(64),
  backboneId: "test-vit",
  backboneLabel: "Test <ViT> & co",
  task: "voc2012",
  source: "measured",
  seed: 0,
  receivedAt: "2026-11-20T10:00:00.000Z",
  metrics: { "voc2012/iou": 61.234 },
  cohortId: null,
  cohort: null,
  uploadedBy: "lab",
};

const snapshot: SnapshotFacts = {
  id: "0123456789abcdef",
  release: null,
  takenAt: "2026-11-21T10:00:00.000Z",
  contentSha256: "b".repeat(64),
  results: 7,
  added: 2,
  removed: 0,
  signed: 0,
  lastOfDay: true,
};

test("newest first, every entry with id, title, link and time, and nothing unescaped", () => {
  const feed = atomFeed("https://board.test", [result], [snapshot], []);
  const entries = feed.split("<entry>").slice(1);
  expect(entries).toHaveLength(2);
  expect(entries[0]).toContain('href="https://board.test/s/0123456789abcdef"');
  expect(entries[1]).toContain("<title>Test &lt;ViT&gt; &amp; co, Pascal VOC 2012: mIoU 61.2</title>");
  expect(entries[1]).toContain(`href="https://board.test/backbones/test-vit#result-${"a".repeat(64)}"`);
  for (const entry of entries)
    for (const name of ["id", "title", "updated"]) expect(entry).toContain(`<${name}>`);
  expect(feed).toContain("<updated>2026-11-21T10:00:00.000Z</updated>\n  <author>");
});

test("an empty feed is still a feed", () => {
  expect(atomFeed("https://board.test", [], [], [])).toMatch(/<updated>1970-01-01T00:00:00.000Z<\/updated>/);
});
