import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadSnippets, withoutSnippet } from "../derive/loading/snippets.ts";
import type { OpenDatabase } from "../open/shared-database.ts";
import { testBundle } from "../test/bundle.ts";
import { openTestDatabase } from "../test/database.ts";
import { maintainerReceipt } from "../test/receipt.ts";
import { documentId } from "../write/insert-document.ts";
import { insertResult, storeBundle } from "../write/insert-result.ts";
import { seedPaper } from "../write/seed.ts";
import { knownBackbones, readKnownBackbones } from "./known-backbones.ts";
import { awaitingBackbones, backbonePage, board } from "./queries.ts";

let folder: string;
let open: OpenDatabase;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "leaderboard-known-"));
  open = await openTestDatabase(join(folder, "bundles"));
  await seedPaper(open.db);
}, 60_000);
afterAll(async () => {
  await open.close();
  rmSync(folder, { recursive: true });
});

const awaitingIds = async () => (await awaitingBackbones(open.db)).map(({ id }) => id);

test("what no row is about awaits measurement, until a result comes", async () => {
  const known = [...knownBackbones().keys()];
  const paper = await board("paper", open.db);
  const printed = new Set(paper?.rows.map(({ backbone }) => backbone.id));
  expect((await awaitingIds()).sort()).toEqual(known.filter((id) => !printed.has(id)));
  expect(await awaitingIds()).toContain("clip-b-quickgelu");
  const page = await backbonePage("clip-b-quickgelu", open.db);
  expect(page).toMatchObject({ results: [], boards: [], inPaper: false, cost: { inputSize: 224 } });
  const manifest = knownBackbones().get("clip-b-quickgelu")?.manifest;
  const bundle = testBundle({ backboneId: "clip-b-quickgelu", manifest: manifest ?? {} });
  const receipt = maintainerReceipt();
  expect(await insertResult(open, bundle, receipt)).toMatchObject({ status: "created" });
  expect(await awaitingIds()).not.toContain("clip-b-quickgelu");
  expect(await backbonePage("clip-b-quickgelu", open.db)).toMatchObject({ cost: { inputSize: 224 } });
});

test("a printed backbone has its manifest's licence and counts, and its size as printed", async () => {
  const page = await backbonePage("mae", open.db);
  expect(page).toMatchObject({ inPaper: true, cost: { macs: 17563060224 } });
  expect(page?.backbone).toMatchObject({ licence: "CC-BY-NC-4.0", parametersMillions: 85.8 });
  expect(page?.backbone.gigaMacs).toBeCloseTo(17.563, 3);
});

test("every backbone that the paper prints has its arithmetic and its licence on the board", async () => {
  const rows = (await board("paper", open.db))?.rows ?? [];
  const counts = Object.fromEntries(rows.map(({ backbone }) => [backbone.id, backbone.gigaMacs]));
  expect(rows).toHaveLength(18);
  expect(Object.values(counts).every((count) => count !== null && count > 0)).toBe(true);
  expect(counts).toMatchObject({ random: 17.563060224, "hiera-b-plus": 12.639610368 });
  expect(rows.find(({ backbone }) => backbone.id === "siglip-so")?.backbone).toMatchObject({
    ...{ gigaMacs: 638.110752768, activationsMillions: 1119.557376 },
  });
  const licences = Object.fromEntries(rows.map(({ backbone }) => [backbone.id, backbone.licence]));
  expect(licences).toMatchObject({
    mae: "CC-BY-NC-4.0",
    aimv2: "LicenseRef-apple-amlr",
    random: "Apache-2.0",
  });
  expect(Object.values(licences)).not.toContain(null);
});

test("each has what its page shows: a licence, a count, and how to load it or why there is no program", async () => {
  for (const { manifest, cost } of knownBackbones().values()) {
    expect(manifest.licence.length, manifest.id).toBeGreaterThan(0);
    expect(cost?.macs, manifest.id).toBeGreaterThan(0);
    expect(loadSnippets(manifest).length > 0 || withoutSnippet(manifest).length > 0, manifest.id).toBe(true);
  }
  const page = await backbonePage("mae", open.db);
  expect(page).toMatchObject({ isKnown: true, backbone: { manifest: { id: "mae" } } });
  expect(page?.boards[0]?.places).toHaveLength(6);
  expect(page?.boards[0]?.comparedWith[0]).toMatchObject({ id: "dinov2-l" });
  expect(page?.history).toMatchObject([{ action: "printed", kind: "result", by: null }]);
});

test("counts of another input than the measured one are not shown", async () => {
  const manifest = knownBackbones().get("dct-16")?.manifest;
  const bundle = testBundle({ backboneId: "dct-16", manifest: { ...manifest, inputSize: 448 } });
  const receipt = maintainerReceipt(1);
  expect(await insertResult(open, bundle, receipt)).toMatchObject({
    status: "invalid",
    problems: [{ path: "manifest.inputSize" }],
  });
  // Of a manifest that the repository had when it came: a rebuild brings it back.
  await open.db.transaction((tx) => storeBundle(tx, bundle, documentId(bundle), receipt));
  const page = await backbonePage("dct-16", open.db);
  expect(page).toMatchObject({ cost: null, backbone: { gigaMacs: null, activationsMillions: null } });
});

test("a damaged file is named; keys beside a manifest are none", () => {
  const manifests = join(folder, "manifests");
  mkdirSync(manifests);
  for (const name of ["cost.json", "weights.lock.json"]) {
    writeFileSync(join(folder, name), readFileSync(join("evaluator", name)));
  }
  cpSync("evaluator/manifests/mae.json", join(manifests, "mae.json"));
  writeFileSync(join(manifests, "mae.keys.json"), "{}");
  expect([...readKnownBackbones(folder).keys()]).toEqual(["mae"]);
  writeFileSync(join(manifests, "zero.json"), "{}");
  expect(() => readKnownBackbones(folder)).toThrow(/zero\.json: id: .*; label: /);
});
