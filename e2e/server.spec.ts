import { readFileSync } from "node:fs";
import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from "node:http";
import { expect, test } from "@playwright/test";
import { testBundle } from "#db/test/bundle.ts";
import { fuzzSite } from "./fuzz/fuzz-site.ts";
import { rawAnswer } from "./fuzz/raw-answer.ts";
import { type ScratchSite, startScratchSite } from "./site.ts";

/** The built site as other programs see it, byte by byte. */

test.describe.configure({ mode: "serial" });

let site: ScratchSite;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  site = await startScratchSite();
});

test.afterAll(() => site.stop());

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function ask(path: string, headers: OutgoingHttpHeaders = {}, method = "GET", sent = ""): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(`${site.address}${path}`, { method, headers, agent: false }, (answer) => {
      let body = "";
      answer.setEncoding("latin1").on("data", (chunk: string) => {
        body += chunk;
      });
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
    })
      .on("error", reject)
      .end(sent);
  });
}

/** What a link on the site loads: Next sends it to an address with a hash of its headers. */
async function askAsLink(path: string, headers: OutgoingHttpHeaders = {}): Promise<Answer> {
  const first = await ask(path, { rsc: "1", ...headers });
  return first.status === 307 ? ask(first.headers.location ?? "", { rsc: "1", ...headers }) : first;
}

const bundle = testBundle({ backboneId: "made-up-vit", manifest: { label: "Made up ViT" } });

function upload(headers: OutgoingHttpHeaders = {}): Promise<Answer> {
  const authorization = `Bearer ${readFileSync(site.tokenFile, "utf8").trim()}`;
  const sent = { authorization, "content-type": "application/json", ...headers };
  return ask("/api/v1/results", sent, "POST", JSON.stringify(bundle));
}

const pages = ["/", "/backbones", "/boards/paper-dim-8", "/?sort=name", "/data"];
const data = [
  "/api/v1/boards",
  "/api/v1/boards/paper",
  "/feed.xml",
  "/api/v1/backbones",
  "/badge/dinov2-b.svg",
  "/robots.txt",
  "/sitemap.xml",
];

test("every answer says what it depends on, has a tag, is asked about again, and HEAD is like GET", async () => {
  for (const path of [...pages, ...data]) {
    const { status, headers, body } = await ask(path);
    expect([status, body.length > 0], path).toEqual([200, true]);
    expect(headers.vary, path).toContain("accept-encoding");
    expect(headers.vary, path).toContain("rsc");
    expect(headers["cache-control"], path).toBe("public, no-cache");
    const etag = String(headers.etag);
    const again = await ask(path, { "if-none-match": etag });
    expect([again.status, again.body, again.headers.etag], path).toEqual([304, "", etag]);
    expect(again.headers.vary, path).toBe(headers.vary);
    const head = await ask(path, {}, "HEAD");
    expect([head.status, head.body, head.headers.etag, head.headers["content-type"]], path).toEqual([
      200,
      "",
      etag,
      headers["content-type"],
    ]);
  }
});

test("gzipped and plain are told apart, and a tag of either is known", async () => {
  const plain = await ask("/");
  const zipped = await ask("/", { "accept-encoding": "gzip" });
  expect(zipped.headers["content-encoding"]).toBe("gzip");
  expect(zipped.headers.etag).toBe(`W/${plain.headers.etag}`);
  for (const etag of [plain.headers.etag, zipped.headers.etag])
    expect((await ask("/", { "if-none-match": etag })).status).toBe(304);
});

test("no cache keeps a refusal or a failure, and the API says both as problems", async () => {
  const answers = await Promise.all([
    ask("/boards/%00"),
    ask("/method", {}, "POST"),
    ask("/api/v1/boards", {}, "DELETE"),
    ask("/api/v1/results", {}, "POST"),
    ask("/", { "next-router-state-tree": "%zz" }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([400, 405, 405, 401, 400]);
  for (const { headers, body } of answers) {
    expect(headers["cache-control"]).toBe("no-store");
    expect(typeof JSON.parse(body).error).toBe("string");
  }
  const unknown = await ask("/api/v1/no-such-list");
  expect([unknown.status, typeof JSON.parse(unknown.body).error]).toEqual([404, "string"]);
});

test("after an upload pages, links' data, API and feed are the new ones, under new tags", async () => {
  const before = await Promise.all(["/backbones", "/api/v1/backbones", "/feed.xml"].map((path) => ask(path)));
  const linked = await askAsLink("/backbones");
  expect(linked.headers["content-type"]).toContain("text/x-component");
  expect(linked.headers["cache-control"]).toBe("public, no-cache");
  expect(linked.headers.vary).toContain("rsc");
  expect((await upload()).status).toBe(201);
  const after = await Promise.all(["/backbones", "/api/v1/backbones", "/feed.xml"].map((path) => ask(path)));
  for (const [index, { headers, body }] of after.entries()) {
    expect(before[index]?.body).not.toContain("Made up ViT");
    expect(body).toContain("Made up ViT");
    expect(headers.etag).not.toBe(before[index]?.headers.etag);
  }
  expect(linked.body).not.toContain("Made up ViT");
  expect((await askAsLink("/backbones")).body).toContain("Made up ViT");
});

test("links say the address that the Host header does, and no proxy's that nobody trusts", async () => {
  const forwarded = { "x-forwarded-proto": "https", "x-forwarded-host": "elsewhere.example" };
  const { body } = await ask("/feed.xml", { host: "board.example:8080", ...forwarded });
  expect(body).toContain('href="http://board.example:8080/feed.xml"');
  expect(body).not.toContain("elsewhere.example");
});

test("an upload over its limit is answered without being read, of a length or in chunks", async () => {
  const token = readFileSync(site.tokenFile, "utf8").trim();
  const piece = `10000\r\n${"a".repeat(65_536)}\r\n`;
  const lines = [
    "POST /api/v1/results HTTP/1.1",
    `Host: ${new URL(site.address).host}`,
    `Authorization: Bearer ${token}`,
    "Content-Type: application/json",
  ];
  for (const [length, body] of [
    ["Content-Length: 50000000", "a".repeat(1_000_000)],
    ["Transfer-Encoding: chunked", piece.repeat(400)],
  ]) {
    const text = `${[...lines, length].join("\r\n")}\r\n\r\n${body}`;
    const answer = await rawAnswer(new URL(site.address), { text, method: "POST", ends: false }, 20_000);
    expect(answer).toMatchObject({ status: 413, headers: expect.stringMatching(/^connection: close$/im) });
  }
});

test("random requests get no failure, no word from the inside and an end", async () => {
  const { failures, statuses } = await fuzzSite({ ...site, requests: 200, seed: 11 });
  expect(failures).toEqual([]);
  expect(statuses.get(200)).toBeGreaterThan(20);
});
