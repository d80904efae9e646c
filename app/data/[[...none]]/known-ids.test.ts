import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OpenDatabase, shareDatabase } from "#db/open/shared-database.ts";
import { bundleText, documentText } from "#db/read/queries.ts";
import { readPicture } from "#db/store/pictures.ts";
import { testBundle } from "#db/test/bundle.ts";
import { openTestDatabase } from "#db/test/database.ts";
import { testOutputSizes } from "#db/test/documents.ts";
import { fillSite } from "#db/test/filled-site.ts";
import { maintainerReceipt } from "#db/test/receipt.ts";
import { insertResultDocument } from "#db/write/insert-result-document.ts";
import { seedPaper } from "#db/write/seed.ts";
import { knownIds } from "./known-ids.ts";

let folder: string;
let open: OpenDatabase;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "leaderboard-known-ids-"));
  open = await openTestDatabase(folder);
  shareDatabase(open);
}, 60_000);

afterAll(async () => {
  shareDatabase(undefined);
  await open.close();
  rmSync(folder, { recursive: true });
});

test("what is here of each kind is the example of its address, and nothing else is", async () => {
  await seedPaper(open.db);
  const printed = await knownIds();
  expect(printed).toMatchObject({ "/api/v1/boards/{cohort}": "paper", "/api/v1/results/{id}": undefined });
  expect(printed["/api/v1/backbones/{id}"]).toBeDefined();
  await fillSite(open);
  const sizes = testOutputSizes(testBundle());
  expect(await insertResultDocument(open, "output-sizes", sizes, maintainerReceipt())).toMatchObject({
    status: "created",
  });
  const known = await knownIds();
  expect(Object.entries(known).filter(([, id]) => id === undefined)).toEqual([]);
  const [result = "", artefacts = "", outputSizes = "", picture = ""] = [
    known["/api/v1/results/{id}"],
    known["/api/v1/artefacts/{id}"],
    known["/api/v1/output-sizes/{id}"],
    known["/api/v1/pictures/{file}"],
  ];
  expect(await bundleText(result)).not.toBeNull();
  expect(await documentText("artefacts", artefacts)).not.toBeNull();
  expect(await documentText("output-sizes", outputSizes)).not.toBeNull();
  expect(await readPicture(open.files, picture)).not.toBeNull();
});
