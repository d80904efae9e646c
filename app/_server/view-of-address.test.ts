import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OpenDatabase, shareDatabase } from "#db/open/shared-database.ts";
import { newestState } from "#db/read/queries.ts";
import { openTestDatabase } from "#db/test/database.ts";
import { seedPaper } from "#db/write/seed.ts";
import { askedPage } from "../_parts/view-segment.ts";
import { NamedViews, viewHeader } from "./view-of-address.ts";

let folder: string;
let open: OpenDatabase;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "leaderboard-views-"));
  open = await openTestDatabase(folder);
  await seedPaper(open.db);
  shareDatabase(open);
}, 60_000);

afterAll(async () => {
  shareDatabase(undefined);
  await open.close();
  rmSync(folder, { recursive: true });
});

async function named(url: string, state: () => Promise<string> = newestState) {
  const request = { url, headers: { [viewHeader]: "~forged" } as Record<string, string> };
  await new NamedViews(state).name(request);
  return { url: request.url, query: askedPage([request.headers[viewHeader] ?? ""]).query };
}

test("equal views have one address, without what the page does not know", async () => {
  const query = "sort=name&dir=desc&pin=mae%2Cdinov2-b";
  const spellings = [
    `?${query}`,
    "?pin=mae,dinov2-b&dir=desc&sort=name",
    "?dir=desc&utm_source=mail&sort=name&pin=mae,dinov2-b&scores=values&page=1&tasks=none",
  ];
  for (const path of ["/", "/boards/paper", "/embed/paper"]) {
    for (const spelling of spellings) {
      expect(await named(path + spelling), spelling).toEqual({ url: `${path}?${query}`, query });
    }
  }
  const { url } = await named("/pareto?utm_source=mail&scale=linear");
  expect(new URLSearchParams(url.slice("/pareto?".length)).getAll("scale")).toEqual(["linear"]);
  expect(url).not.toContain("utm_source");
  const correlation = "x=input&sign=better";
  expect(await named(`/correlations?sign=better&x=input&x=grid`)).toEqual({
    ...{ url: `/correlations?${correlation}`, query: correlation },
  });
});

test("queries that show nothing else are the page without one, whoever makes them up", async () => {
  for (const [path, query] of [
    ["/", "utm_source=mail"],
    ["/", "sort=nonsense&dir=sideways&page=-1"],
    ["/pareto", "utm_source=mail"],
    ["/correlations", "x=parameters"],
    ["/boards/no-such-board", "sort=name"],
    ["/boards/paper/more", "sort=name"],
    ["/s/0000000000000000/paper", "sort=name"],
    ["/tasks/voc2012", "token=secret"],
    ["/constructor", "sort=name"],
    ["/", `pin=${"x".repeat(3_000)}`],
  ] as const) {
    expect(await named(`${path}?${query}`), path).toEqual({ url: path, query: "" });
  }
});

test("Next's own parameter stays, and addresses that read their query keep it", async () => {
  expect(await named("/?_rsc=1abc&sort=name&x=1")).toEqual({
    url: "/?sort=name&_rsc=1abc",
    query: "sort=name",
  });
  expect((await named("/method?_rsc&a=b")).url).toBe("/method?_rsc");
  for (const url of [
    "/compare?with=mae&with=dinov2-b",
    "/s?before=0123456789abcdef&after=2026-11",
    "/api/v1/boards/paper?format=csv",
    "/cite.bib?snapshot=1",
  ]) {
    expect(await named(url)).toEqual({ url, query: "" });
  }
});

test("an address that Next takes for a page, or leads to one, keeps the page's view", async () => {
  const query = "sort=name";
  for (const path of ["/boards/paper/", "/%62oards/paper", "/embed/"]) {
    expect(await named(`${path}?utm_source=mail&${query}`)).toEqual({ url: `${path}?${query}`, query });
  }
  for (const url of ["/compare/?with=mae&with=dinov2-b", "/%61pi/v1/boards/paper?format=csv"]) {
    expect(await named(url)).toEqual({ url, query: "" });
  }
});

test("while the database is away a page is as without a query, and a fault stays one", async () => {
  const away = () => Promise.reject(Object.assign(new Error("refused"), { code: "ECONNREFUSED" }));
  expect(await named("/?sort=name", away)).toEqual({ url: "/", query: "" });
  await expect(named("/?sort=name", () => Promise.reject(new Error("wrong")))).rejects.toThrow("wrong");
});

test("the state of the rows is asked for once a view, and not for a page without a query", async () => {
  let asked = 0;
  const views = new NamedViews(async () => {
    asked += 1;
    return newestState();
  });
  const headers = {};
  expect(await views.name({ url: "/?sort=name", headers })).toBe(await newestState());
  expect(await views.name({ url: "/", headers })).toBeUndefined();
  expect(asked).toBe(1);
});
