import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ArtefactIndex, pictureMaxBytes, type ResultBundle } from "#contract";
import { type OpenDatabase, shareDatabase } from "#db/open/shared-database.ts";
import { cohortsWithDocuments, documentsOfCohort, listDocuments } from "#db/read/queries.ts";
import { readPicture } from "#db/store/pictures.ts";
import { testBundle } from "#db/test/bundle.ts";
import { openTestDatabase } from "#db/test/database.ts";
import { pictureName, pngChunk, testArtefacts, testOutputSizes, testPicture } from "#db/test/documents.ts";
import { maintainerReceipt } from "#db/test/receipt.ts";
import { decide } from "#db/write/decide.ts";
import { documentId } from "#db/write/insert-document.ts";
import { insertResult } from "#db/write/insert-result.ts";
import { rebuildResults } from "#db/write/rebuild.ts";
import { createToken } from "#db/write/tokens.ts";
import { type AnswerName, answers } from "../_openapi/answers.ts";
import { GET as readPictureRoute } from "../v1/pictures/[file]/route.ts";
import { acceptResultDocument } from "./accept-document.ts";
import { acceptPicture } from "./accept-picture.ts";
import { documentAnswer, documentList } from "./read-documents.ts";

let folder: string;
let open: OpenDatabase;
let token: string;
const bundle = testBundle();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "leaderboard-pictures-"));
  open = await openTestDatabase(folder);
  shareDatabase(open);
  token = await createToken(open, { holder: "lab", label: "lab", scopes: ["maintain"], expiresAt: null });
  await insertResult(open, bundle, maintainerReceipt());
}, 60_000);

afterAll(async () => {
  shareDatabase(undefined);
  await open.close();
  rmSync(folder, { recursive: true });
});

const limits = { uploadsPerMinute: 100, quota: { files: 1_000, bytes: 100_000_000 } };

async function put(file: string, body: Buffer<ArrayBuffer>, headers: Record<string, string> = {}) {
  const request = new Request(`http://site.test/api/v1/pictures/${file}`, {
    method: "PUT",
    body,
    headers: { authorization: `Bearer ${token}`, "content-type": "image/png", ...headers },
  });
  const answer = await acceptPicture(open, request, file, limits);
  return { status: answer.status, answer: await answer.json() };
}

async function post(kind: "artefacts" | "output-sizes", document: unknown) {
  const request = new Request("http://site.test/", {
    method: "POST",
    body: JSON.stringify(document),
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
  });
  const settings = { ...limits, origin: "https://board.test" };
  const answer = await acceptResultDocument(open, kind, request, settings);
  return { status: answer.status, answer: await answer.json() };
}

const picture = { file: pictureName(testPicture(8)), width: 8, height: 8 };

const index = (own: Partial<ArtefactIndex> = {}, of: ResultBundle = bundle) =>
  testArtefacts(of, picture, own);
const sizes = (value?: number) => testOutputSizes(bundle, value);

describe("a picture", () => {
  test.each<[string, () => Parameters<typeof put>, number, RegExp]>([
    ["without a token", () => [picture.file, testPicture(8), { authorization: "" }], 401, /Authorization/],
    ["by another name", () => ["../a.png", testPicture(8)], 400, /expected <SHA-256>.png/],
    [
      "of another type",
      () => [picture.file, testPicture(8), { "content-type": "image/svg+xml" }],
      415,
      /image\/png/,
    ],
    [
      "with another hash",
      () => [pictureName(testPicture(9)), testPicture(8)],
      400,
      /SHA-256 is [0-9a-f]{64}; expected/,
    ],
    ["over the limit", () => [picture.file, Buffer.alloc(pictureMaxBytes + 1)], 413, /over 2000000/],
    ["that is none", () => [pictureName(Buffer.from("<svg/>")), Buffer.from("<svg/>")], 400, /not a PNG/],
    [
      "cut off",
      () => [pictureName(testPicture(8).subarray(0, 50)), testPicture(8).subarray(0, 50)],
      400,
      /cut off/,
    ],
    ["with text in it", () => badChunk(), 400, /chunk tEXt/],
    ["with more behind it", () => trailing(), 400, /1 bytes after the end/],
    [
      "too large to show",
      () => [pictureName(testPicture(5000)), testPicture(5000)],
      400,
      /5000 x 5000 pixels/,
    ],
  ])("%s is refused", async (_, sent, status, words) => {
    const refused = await put(...sent());
    expect([refused.status, refused.answer.error]).toEqual([status, expect.stringMatching(words)]);
  });
});

const badChunk = (): Parameters<typeof put> => {
  const bytes = testPicture(8, 0, [pngChunk("tEXt", Buffer.from("comment"))]);
  return [pictureName(bytes), bytes];
};
const trailing = (): Parameters<typeof put> => {
  const bytes = Buffer.concat([testPicture(8), Buffer.from("!")]);
  return [pictureName(bytes), bytes];
};

describe("documents", () => {
  test("an index waits for its pictures, is stored once and shown", async () => {
    const early = await post("artefacts", index());
    expect([early.status, early.answer.problems]).toEqual([
      409,
      [{ path: picture.file, message: "was not uploaded" }],
    ]);
    expect((await put(picture.file, testPicture(8))).status).toBe(201);
    expect((await put(picture.file, testPicture(8))).status).toBe(200);
    expect(await readPicture(open.files, picture.file)).toEqual(testPicture(8));
    expect((await post("artefacts", index())).status).toBe(201);
    expect((await post("artefacts", index())).status).toBe(200);
    const [cohort] = await cohortsWithDocuments(["artefacts"], open.db);
    expect(cohort?.id).toBe("scenes-p1-smoke");
    const [found] = await documentsOfCohort("artefacts", "scenes-p1-smoke", open.db);
    expect(found).toMatchObject({ backbone: { id: "test-vit" }, seed: 0, document: index() });
  });

  test("of an unknown result, another size or another data set are refused", async () => {
    expect((await post("artefacts", index({ result: "0".repeat(64) }))).status).toBe(409);
    const wide = { ...picture, width: 9 };
    const [image] = index().images;
    if (!image) throw new Error("no image");
    const images = [{ ...image, features: wide }];
    expect((await post("artefacts", index({ images }))).answer.problems[0].message).toMatch(/8 x 8 pixels/);
    const dataset = { ...index().dataset, fingerprint: "0".repeat(64) };
    const other = await post("artefacts", index({ dataset }));
    expect([other.status, other.answer.problems[0].path]).toEqual([400, "dataset.fingerprint"]);
  });

  test("images of an official set are refused, whatever the index says of the set", async () => {
    const official = testBundle({ distribution: "official", fingerprintDigit: "b", seed: 7 });
    await insertResult(open, official, maintainerReceipt(1));
    const shown = await post("artefacts", index({}, official));
    expect([shown.status, shown.answer.problems[0].path]).toEqual([400, "images.0.shown"]);
    const dataset = { ...index({}, official).dataset, distribution: "scenes" as const };
    const disguised = await post("artefacts", index({ dataset }, official));
    expect([disguised.status, disguised.answer.problems[0].path]).toEqual([400, "dataset.distribution"]);
    const images = index().images.map((image) => ({ ...image, shown: null, truth: null }));
    expect((await post("artefacts", index({ images }, official))).status).toBe(201);
  });

  test("sizes have to give the result's own score at the trained size", async () => {
    const off = await post("output-sizes", sizes(50.01));
    expect([off.status, off.answer.problems[0].message]).toEqual([
      400,
      expect.stringContaining("the result has 50"),
    ]);
    expect((await post("output-sizes", sizes())).status).toBe(201);
    const [found] = await documentsOfCohort("output-sizes", "scenes-p1-smoke", open.db);
    expect(found?.document).toEqual(sizes());
  });

  test.each<["artefacts" | "output-sizes", string, AnswerName, AnswerName, () => unknown]>([
    ["artefacts", "artefacts", "Artefacts", "ArtefactIndex", index],
    ["output-sizes", "outputSizes", "OutputSizesList", "OutputSizes", sizes],
  ])("%s are listed and read back to the letter", async (kind, key, listName, name, document) => {
    const ask = (query: string) => documentList(kind, key, new Request(`http://site.test/${kind}${query}`));
    const list = await ask("?backbone=test-vit");
    const listed = await list.json();
    expect(answers[listName].safeParse(listed).error).toBeUndefined();
    expect(listed[key].at(-1)).toMatchObject({
      ...{ id: documentId(document()), current: true, result: documentId(bundle) },
      ...{ backboneId: "test-vit", task: "voc2012", seed: 0 },
    });
    expect(await (await ask("")).json()).toEqual(listed);
    expect((await (await ask("?backbone=other")).json())[key]).toEqual([]);

    const read = (id: string, headers = {}) =>
      documentAnswer(kind, id, new Request("http://site.test/", { headers }));
    const answer = await read(documentId(document()));
    const text = await answer.text();
    expect(createHash("sha256").update(text).digest("hex")).toBe(documentId(document()));
    expect(answers[name].safeParse(JSON.parse(text)).error).toBeUndefined();
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    const had = { "if-none-match": answer.headers.get("etag") ?? "" };
    expect((await read(documentId(document()), had)).status).toBe(304);
    for (const unknown of ["0".repeat(64), "../artefacts"]) expect((await read(unknown)).status).toBe(404);
  });

  test("of one result the newest is current", async () => {
    const again = { ...sizes(), measuredAt: "2026-11-21T10:00:00Z" };
    expect((await post("output-sizes", again)).status).toBe(201);
    const listed = await listDocuments("output-sizes", null, open.db);
    expect(listed.map(({ id, current }) => [id, current])).toEqual([
      [documentId(again), true],
      [documentId(sizes()), false],
    ]);
  });

  test("come back in a rebuild", async () => {
    await rebuildResults(open);
    expect(await documentsOfCohort("artefacts", "scenes-p1-smoke", open.db)).toHaveLength(1);
    expect(await documentsOfCohort("output-sizes", "scenes-p1-smoke", open.db)).toHaveLength(1);
  });
});

test("a picture is served while an accepted index names it, and no longer", async () => {
  const ask = async (file: string) =>
    (await readPictureRoute(new Request("http://site.test/"), { params: Promise.resolve({ file }) })).status;
  const orphan = testPicture(12);
  expect((await put(pictureName(orphan), orphan)).status).toBe(201);
  expect(await ask(pictureName(orphan))).toBe(404);
  const indices = (await listDocuments("artefacts", null, open.db)).filter(
    ({ result }) => result === documentId(bundle),
  );
  expect(await ask(picture.file)).toBe(200);
  const by = { holder: "lab", actor: "lab" };
  for (const { id } of await listDocuments("artefacts", null, open.db)) {
    await decide(open, { action: "withdraw", subject: id, reason: "not ours to show" }, by);
  }
  expect(await ask(picture.file)).toBe(404);
  expect(await documentsOfCohort("artefacts", "scenes-p1-smoke", open.db)).toEqual([]);
  const [first] = indices;
  expect((await documentAnswer("artefacts", first?.id ?? "", new Request("http://site.test/"))).status).toBe(
    410,
  );
  await decide(open, { action: "reinstate", subject: first?.id ?? "", reason: "it is" }, by);
  expect(await ask(picture.file)).toBe(200);
});
