import { expect, test } from "vitest";
import { apiReads, exampleAddress } from "./reads.ts";

test("every address that is read without a token is listed with what it answers", () => {
  const reads = apiReads();
  const paths = reads.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining(["/api/v1/boards/{cohort}", "/api/v1/backbones", "/api/v1/health"]),
  );
  expect(paths.filter((path) => path.includes("/admin/"))).toEqual([]);
  expect(paths).not.toContain("/api/v1/attestations");
  expect(reads.filter(({ shape }) => shape === null).map(({ path }) => path)).toEqual([
    "/api/v1/pictures/{file}",
  ]);
  expect(reads.find(({ path }) => path === "/api/v1/boards")?.shape).toMatch(
    /^\{\n {2}"boards": \[\{\n {4}"id": string/,
  );
});

test("an example has an id that is there, or is none", () => {
  expect(exampleAddress("/api/v1/boards", {})).toBe("/api/v1/boards");
  expect(exampleAddress("/api/v1/speed/{id}", { "/api/v1/speed/{id}": "a b" })).toBe("/api/v1/speed/a%20b");
  expect(exampleAddress("/api/v1/speed/{id}", {})).toBeNull();
});
