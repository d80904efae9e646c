import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { protocolMetricIds } from "#contract";
import type { BoardRow } from "#db/derive/board/board.ts";
import { boardPage } from "#db/derive/board-view/page-in-view.ts";
import { parameterNames } from "#db/derive/board-view/view.ts";
import { type OpenDatabase, shareDatabase } from "#db/open/shared-database.ts";
import { board } from "#db/read/queries.ts";
import { testBundle } from "#db/test/bundle.ts";
import { openTestDatabase } from "#db/test/database.ts";
import { maintainerReceipt } from "#db/test/receipt.ts";
import { testSpeed } from "#db/test/speed.ts";
import { documentId } from "#db/write/insert-document.ts";
import { insertResult } from "#db/write/insert-result.ts";
import { insertSpeed } from "#db/write/insert-speed.ts";
import { recoverResults } from "#db/write/recover.ts";
import { seedPaper } from "#db/write/seed.ts";
import { paretoPage } from "../../_pareto/shown.ts";
import { GET as getFeed } from "../../feed.xml/route.ts";
import { GET as getPreview } from "../../preview/[...of]/route.ts";
import { type AnswerName, answers } from "../_openapi/answers.ts";
import { openApiDocument } from "../_openapi/document.ts";
import { GET as getBoardView } from "../views/boards/[cohort]/route.ts";
import { GET as getParetoView } from "../views/pareto/[cohort]/route.ts";
import { GET as getArtefacts } from "./artefacts/route.ts";
import { GET as getBackbone } from "./backbones/[id]/route.ts";
import { GET as getBackbones } from "./backbones/route.ts";
import { GET as getBoard } from "./boards/[cohort]/route.ts";
import { GET as getBoards } from "./boards/route.ts";
import { GET as getMaintainers } from "./maintainers/route.ts";
import { GET as getDocument } from "./openapi.json/route.ts";
import { GET as getOutputSizes } from "./output-sizes/route.ts";
import { GET as getSnapshot } from "./snapshots/[id]/route.ts";
import { GET as getSnapshots } from "./snapshots/route.ts";
import { GET as getSpeed } from "./speed/[id]/route.ts";
import { GET as getSpeeds } from "./speed/route.ts";

let folder: string;
let open: OpenDatabase;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "leaderboard-api-"));
  open = await openTestDatabase(folder);
  shareDatabase(open);
  await seedPaper(open.db);
  await recoverResults(open);
  for (const [backboneId, value] of [
    ["low", 40],
    ["high", 60],
  ] as const) {
    const bundle = testBundle({ backboneId, value, manifest: { label: `=cmd, "${backboneId}"` } });
    await insertResult(open, bundle, maintainerReceipt());
  }
  const receipt = maintainerReceipt();
  await insertSpeed(open, testSpeed({ backboneId: "high" }), receipt);
}, 60_000);

afterAll(async () => {
  shareDatabase(undefined);
  await open.close();
  rmSync(folder, { recursive: true });
});

type Handler = (request: Request, context: never) => Response | Promise<Response>;

/** Each handler's own place: what is kept of an answer is kept by its address. */
const handlers: Handler[] = [];
function placeOf(handler: Handler): number {
  if (!handlers.includes(handler)) handlers.push(handler);
  return handlers.indexOf(handler);
}

/** Asks a route; the values of its path's parameters as Next would give them. */
async function ask(
  handler: Handler,
  query = "",
  parameters: Record<string, string> = {},
  headers: Record<string, string> = {},
): Promise<Response> {
  const path = [placeOf(handler), ...Object.entries(parameters).flat()].join("/");
  const request = new Request(`http://site.test/api/${path}${query}`, { headers });
  return handler(request, { params: Promise.resolve(parameters) } as never);
}

const boardOf = (cohort: string, query = "") => ask(getBoard, query, { cohort });

async function backbonesInOrder(query: string): Promise<string[]> {
  const answer = answers.Board.parse(await (await boardOf("paper", query)).json());
  return answer.rows.map(({ backbone }) => backbone.id);
}

describe("every answer has the documented shape", () => {
  test.each<[AnswerName, Handler, Record<string, string>]>([
    ["Boards", getBoards as Handler, {}],
    ["Board", getBoard as Handler, { cohort: "paper" }],
    ["Board", getBoard as Handler, { cohort: "scenes-p1-smoke" }],
    ["Backbones", getBackbones as Handler, {}],
    ["BackbonePage", getBackbone as Handler, { id: "high" }],
    ["BackbonePage", getBackbone as Handler, { id: "dinov2-b" }],
    ["Snapshots", getSnapshots as Handler, {}],
    ["Speeds", getSpeeds as Handler, {}],
    ["Artefacts", getArtefacts as Handler, {}],
    ["OutputSizesList", getOutputSizes as Handler, {}],
    ["SpeedMeasurement", getSpeed as Handler, { id: documentId(testSpeed({ backboneId: "high" })) }],
  ])("%s %#", async (name, handler, parameters) => {
    const response = await ask(handler, "", parameters);
    expect(response.status).toBe(200);
    expect(answers[name].safeParse(await response.json()).error).toBeUndefined();
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
  });

  test("snapshots and their difference", async () => {
    const { snapshots } = answers.Snapshots.parse(await (await ask(getSnapshots)).json());
    const [newest, , oldest] = snapshots.map(({ id }) => id);
    if (!newest || !oldest) throw new Error("expected three snapshots");
    const page = await ask(getSnapshot, "", { id: newest });
    expect(answers.SnapshotPage.parse(await page.json()).current).toBe(true);
    const diff = await ask(getSnapshot, `?since=${oldest}`, { id: newest });
    expect(answers.SnapshotDiff.parse(await diff.json()).added).toHaveLength(2);
    const before = await boardOf("scenes-p1-smoke", `?snapshot=${snapshots[1]?.id}`);
    expect(answers.Board.parse(await before.json())).toMatchObject({ rows: [{ rank: 1 }] });
    expect((await boardOf("scenes-p1-smoke", `?snapshot=${oldest}`)).status).toBe(404);
  });
});

describe("an answer that is given again while the rows are the same", () => {
  const decidedByRows = (response: Response) => response.headers.get("x-made-of") === "rows";

  test.each<[string, Handler, Record<string, string>, boolean]>([
    ["a board", getBoard as Handler, { cohort: "paper" }, true],
    ["no board", getBoard as Handler, { cohort: "none" }, true],
    ["a document", getSpeed as Handler, { id: documentId(testSpeed({ backboneId: "high" })) }, true],
    ["no document", getSpeed as Handler, { id: "0".repeat(64) }, true],
    ["the document of the API", getDocument as Handler, {}, true],
    ["maintainers' keys, which are files", getMaintainers as Handler, {}, false],
    ["the feed, which has another entry tomorrow", getFeed as Handler, {}, false],
  ])("%s", async (_, handler, parameters, expected) => {
    expect(decidedByRows(await ask(handler, "", parameters))).toBe(expected);
  });

  test("a link's picture, and for a minute whatever is stored", async () => {
    const request = new Request("http://site.test/preview/site.png");
    const picture = await getPreview(request, { params: Promise.resolve({ of: ["site.png"] }) });
    expect(decidedByRows(picture)).toBe(true);
    expect(picture.headers.get("content-type")).toBe("image/png");
    expect(picture.headers.get("cache-control")).toBe("public, max-age=0, s-maxage=60");
  });
});

describe("the document", () => {
  test("is OpenAPI 3.1 whose references all lead somewhere", async () => {
    const document = await (await ask(getDocument)).json();
    expect(document).toMatchObject({ openapi: "3.1.1", servers: [{ url: "http://site.test" }] });
    const text = JSON.stringify(document);
    const names = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
    expect(new Set(names).size).toBeGreaterThan(10);
    for (const name of names) expect(Object.keys(document.components.schemas)).toContain(name);
  });

  test("lets readers meet fields that came later, and uploads none", () => {
    const { schemas } = openApiDocument("http://site.test").components;
    expect(JSON.stringify(schemas.Board)).not.toContain('"additionalProperties":false');
    expect(JSON.stringify(schemas.ResultBundle)).toContain('"additionalProperties":false');
  });
});

describe("a view for the site's own pages", () => {
  const cohort = "scenes-p1-smoke";
  const ask = (kind: "boards" | "pareto", cohort: string, query: string) =>
    (kind === "boards" ? getBoardView : getParetoView)(
      new Request(`http://site.test/api/views/${kind}/${cohort}${query}`),
      { params: Promise.resolve({ cohort }) },
    );

  test("of a board is what the page itself holds, of a snapshot that of its time", async () => {
    const today = await board(cohort);
    if (!today) throw new Error("no board");
    const query = "?sort=voc2012.iou&pin=low";
    const found = await (await ask("boards", cohort, query)).json();
    expect(found).toEqual(boardPage(today, new URLSearchParams(query)));
    expect(found.shown.rows.map((row: BoardRow) => row.backbone.id)).toEqual(["low", "high"]);
    const { snapshots } = answers.Snapshots.parse(
      await (await getSnapshots(new Request("http://site.test/"))).json(),
    );
    const before = await ask("boards", cohort, `?snapshot=${snapshots[1]?.id}`);
    expect((await before.json()).shown.rows).toHaveLength(1);
  });

  test("of a frontier is what its page itself holds", async () => {
    const today = await board("paper");
    if (!today) throw new Error("no board");
    const query = "?score=nyuv2-depth.rmse&cost=input";
    const found = await (await ask("pareto", "paper", query)).json();
    expect(found).toEqual(paretoPage(today, new URLSearchParams(query)));
    expect(found.shown.found).toHaveLength(18);
  });

  test.each(["boards", "pareto"] as const)("of %s is missing where there is no such board", async (kind) => {
    expect((await ask(kind, "none", "")).status).toBe(404);
  });
});

describe("a board in view", () => {
  test("is filtered and ordered by the page's own parameters", async () => {
    expect((await backbonesInOrder("?sort=voc2012.iou"))[0]).toBe("dinov2-l");
    expect((await backbonesInOrder("?sort=voc2012.iou&dir=asc"))[0]).toBe("random");
    expect(await backbonesInOrder("?training=supervised&sort=name")).toEqual(["imagenet", "sam2"]);
    expect(await backbonesInOrder("?q=nothing-like-this")).toEqual([]);
  });

  test("has a bound of time, which leaves out what was not timed", async () => {
    const timed = async (most: number) => {
      const answer = await boardOf("scenes-p1-smoke", `?time=${most}`);
      return answers.Board.parse(await answer.json()).rows.map(({ backbone }) => backbone.id);
    };
    expect(await timed(1.5)).toEqual(["high"]);
    expect(await timed(1.4)).toEqual([]);
    // Nobody has timed a backbone of the paper's board.
    expect(await backbonesInOrder("?time=1.5")).toHaveLength(18);
  });

  test("has the tasks in view only, with their aggregate", async () => {
    const response = await boardOf("paper", "?tasks=local-semantics&by=borda&show=losses");
    const answer = answers.Board.parse(await response.json());
    expect(answer.metrics).toEqual(["voc2012/ce", "voc2012/iou", "coco-stuff/ce", "coco-stuff/iou"]);
    expect(Object.keys(answer.rows[0]?.cells ?? {})).toEqual(answer.metrics);
    expect(answer.view).toBe("tasks=local-semantics&by=borda&show=losses");
    expect(answer.rows[0]).toMatchObject({ rank: 1, figure: 34 });
  });

  test("as CSV is the same rows, and no text of it is a formula", async () => {
    const response = await boardOf("scenes-p1-smoke", "?format=csv&sort=voc2012.iou");
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(response.headers.get("content-disposition")).toContain('"scenes-p1-smoke.csv"');
    const lines = (await response.text()).split("\r\n");
    expect(lines[0]).toContain(
      "rank,rank low,rank high,mean_rank,rank without one task low,rank without one task high,backbone,label",
    );
    expect(lines[1]).toMatch(/^1,1,1,1,,,high,"'=cmd, ""high""",/);
    expect(lines[2]).toMatch(/^2,2,2,2,,,low,/);
    expect(lines[0]).toContain("voc2012/iou high,voc2012/iou interval covers,voc2012/iou seeds");
    expect(lines[1]).toContain(",images,1,");
    expect(lines).toHaveLength(4);
  });

  test("as CSV has the main metric of each task, and every metric of the paper where the view shows losses", async () => {
    const [usual = ""] = (await (await boardOf("paper", "?format=csv")).text()).split("\r\n");
    const shown = protocolMetricIds.filter((id) => usual.split(",").includes(id));
    expect(shown).toEqual(protocolMetricIds.filter((id) => !id.endsWith("/ce")));
    const all = (await boardOf("paper", "?format=csv&show=losses")).text();
    const [head = "", first = ""] = (await all).split("\r\n");
    for (const id of protocolMetricIds) expect(head.split(",")).toContain(id);
    expect(head).not.toContain("segmentation");
    expect(first.split(",")).toHaveLength(head.split(",").length);
  });

  test("has pinned rows first with their true rank, whatever the filters", async () => {
    const response = await boardOf("paper", "?pin=mae,random&training=supervised&sort=name");
    const { rows } = answers.Board.parse(await response.json());
    expect(rows.map(({ backbone, pinned }) => [backbone.id, pinned])).toEqual([
      ["mae", true],
      ["random", true],
      ["imagenet", false],
      ["sam2", false],
    ]);
    expect(rows[1]?.rank).toBe(18);
  });

  test("has relative scores where the view shows them", async () => {
    const view = "?scores=relative&sort=nyuv2-depth.rmse";
    const { rows } = answers.Board.parse(await (await boardOf("paper", view)).json());
    expect(rows[0]).toMatchObject({ backbone: { id: "dinov2-l" }, relative: { "nyuv2-depth/rmse": 1 } });
    expect(rows.at(-1)).toMatchObject({ relative: { "nyuv2-depth/rmse": 0 } });
    const [head = ""] = (await (await boardOf("paper", `${view}&format=csv`)).text()).split("\r\n");
    expect(head).toContain("nyuv2-depth/rmse relative,nyuv2-depth/rmse,");
  });

  test("has the other ranking rules where the view shows them", async () => {
    const view = "?show=rules&by=borda";
    const { rows } = answers.Board.parse(await (await boardOf("paper", view)).json());
    expect(Object.keys(rows[0]?.otherFigures ?? {})).toEqual(["mean-rank", "win-rate", "relative"]);
    expect(rows[0]?.otherFigures?.["mean-rank"]).toBe(1.5);
    const [head = "", first = ""] = (await (await boardOf("paper", `${view}&format=csv`)).text()).split(
      "\r\n",
    );
    expect(head).toMatch(
      /^rank,rank low,rank high,borda,rank without one task low,rank without one task high,mean_rank,win_rate,relative,relative rank,relative rank without one task low,relative rank without one task high,backbone,/,
    );
    expect(first.split(",").slice(0, 7)).toEqual(["1", "", "", "99", "1", "1", "1.5"]);
    const { rows: plain } = answers.Board.parse(await (await boardOf("paper")).json());
    expect(plain[0]?.otherFigures).toBeNull();
  });

  test("leaves out hidden columns and has those besides the usual", async () => {
    const view = "?hide=boundaries,cost&show=readout,identity&tasks=instance-awareness";
    const answer = answers.Board.parse(await (await boardOf("paper", view)).json());
    expect(answer.metrics).toEqual(["instance-discrimination/ari", "object-detection/apLarge"]);
    const [head = "", first = ""] = (await (await boardOf("paper", `${view}&format=csv`)).text()).split(
      "\r\n",
    );
    expect(head).toMatch(
      /,pinned,objective,architecture,pretraining_data,leak,instance-discrimination readout_parameters_millions,/,
    );
    expect(head).not.toMatch(/boundaries\/|giga_macs|licence|input_size/);
    expect(first.split(",")).toHaveLength(head.split(",").length);
    // A hidden task counts all the same.
    expect(answer.rows[0]).toMatchObject({ rank: 1, missing: [] });
  });

  test("documents every parameter of the board page's address", async () => {
    const { parameters } = openApiDocument("http://site.test").paths["/api/v1/boards/{cohort}"].get;
    const documented = parameters.map((parameter) => (parameter as { name: string }).name);
    expect(documented).toEqual(expect.arrayContaining(parameterNames.filter((name) => name !== "page")));
  });

  test("refuses what it cannot give", async () => {
    expect((await boardOf("paper", "?format=xml")).status).toBe(400);
    const missing = await boardOf("nowhere");
    expect(missing.status).toBe(404);
    expect(answers.Error.parse(await missing.json()).error).toContain("paper");
  });
});

test("an upload changes an answer that was kept", async () => {
  const before = answers.Board.parse(await (await boardOf("scenes-p1-smoke")).json());
  await insertResult(open, testBundle({ backboneId: "third", value: 50 }), maintainerReceipt());
  const after = answers.Board.parse(await (await boardOf("scenes-p1-smoke")).json());
  expect(after.rows.length).toBe(before.rows.length + 1);
});

test("own data is a board of one task, with its classes in title and results", async () => {
  const bundle = testBundle({ task: "segmentation", backboneId: "own", classes: ["road", "car"] });
  await insertResult(open, bundle, maintainerReceipt());
  const answer = answers.Board.parse(await (await boardOf("own-p1-smoke")).json());
  expect(answer).toMatchObject({
    cohort: { kind: "own", title: expect.stringContaining("2 classes (road, car)") },
    metrics: ["segmentation/iou"],
    rows: [{ rank: 1 }],
  });
  const page = answers.BackbonePage.parse(
    await (await ask(getBackbone as Handler, "", { id: "own" })).json(),
  );
  expect(page.results[0]?.provenance?.datasetClasses).toEqual(["road", "car"]);
});

test("a reader that has the bytes gets none", async () => {
  const etag = (await boardOf("paper")).headers.get("etag") ?? "";
  const again = await ask(getBoard, "", { cohort: "paper" }, { "if-none-match": etag });
  expect([again.status, await again.text()]).toEqual([304, ""]);
  const other = await ask(getBoard, "?sort=name", { cohort: "paper" }, { "if-none-match": etag });
  expect(other.status).toBe(200);
});
