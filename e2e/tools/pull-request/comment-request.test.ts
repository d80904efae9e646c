import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { commentMark } from "./comment.ts";
import { type Api, commentOn, readReport } from "./comment-request.ts";
import type { Report } from "./report.ts";

const head = "b".repeat(40);

const report: Report = {
  version: 1,
  number: 12,
  head,
  candidates: [
    {
      id: "new-b",
      label: "New",
      problems: [],
      notes: [],
      smoke: { state: "left out", why: "not asked for" },
    },
  ],
  others: [],
};

interface Comment {
  readonly id: number;
  readonly body: string;
  readonly user: { readonly login: string } | null;
}

let server: Server;
let api: Api;
let comments: Comment[];
let asked: string[];
let sha: string;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

beforeEach(async () => {
  [comments, asked, sha] = [[], [], head];
  server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://made");
    const body = await bodyOf(request);
    asked.push(`${request.method} ${pathname} ${request.headers.authorization}`);
    const answer = (status: number, value: unknown) => response.writeHead(status).end(JSON.stringify(value));
    if (pathname === "/repos/made/board/pulls/12") return answer(200, { head: { sha } });
    if (request.method === "GET" && pathname === "/repos/made/board/issues/12/comments") {
      const page = Number(searchParams.get("page"));
      return answer(200, comments.slice(100 * (page - 1), 100 * page));
    }
    const written = {
      id: 99,
      body: (JSON.parse(body || "{}") as { body: string }).body,
      user: { login: "github-actions[bot]" },
    };
    if (request.method === "POST") comments.push(written);
    else if (request.method === "PATCH")
      comments = comments.map((one) =>
        pathname.endsWith(`/${one.id}`) ? { ...one, body: written.body } : one,
      );
    else return answer(404, {});
    return answer(201, written);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  api = { url: `http://127.0.0.1:${port}`, repository: "made/board", token: "secret" };
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

test("one comment a request: written, then renewed", async () => {
  // Anybody's comment may begin alike, and there may be many.
  comments = Array.from({ length: 150 }, (_, id) => ({
    id,
    body: `${commentMark} mine`,
    user: id === 3 ? null : { login: "somebody" },
  }));
  expect(await commentOn(report, api)).toBe("written");
  expect(comments).toHaveLength(151);
  expect(
    await commentOn(
      { ...report, candidates: [{ ...report.candidates[0]!, problems: ["x"] }] },
      api,
      "https://made.example/run/1",
    ),
  ).toBe("renewed");
  expect(comments).toHaveLength(151);
  expect(comments.at(-1)?.body).toContain("**`new-b`: 1 to mend**");
  expect(comments.at(-1)?.body).toContain("in what [the check](https://made.example/run/1) keeps.");
  expect(asked.every((line) => line.endsWith(" Bearer secret"))).toBe(true);
});

test("nothing is written for newer commits, or where there is nothing to say", async () => {
  sha = "c".repeat(40);
  expect(await commentOn(report, api)).toBe("newer commits");
  expect(await commentOn({ ...report, candidates: [] }, api)).toBe("nothing to say");
  expect(await commentOn({ ...report, number: null }, api)).toBe("nothing to say");
  expect(comments).toEqual([]);
  await expect(commentOn({ ...report, number: 13 }, api)).rejects.toThrow("GET pulls/13: HTTP 404");
});

test("a report is read with its size and every field checked", async () => {
  const folder = await mkdtemp(join(tmpdir(), "report-"));
  const path = join(folder, "report.json");
  const read = async (text: string) => {
    await writeFile(path, text);
    return readReport(path);
  };
  expect(await read(JSON.stringify(report))).toEqual(report);
  for (const changed of [
    { number: "12; rm" },
    { head: "x" },
    { version: 2 },
    { more: 1 },
    { candidates: [{ id: "x" }] },
  ]) {
    await expect(read(JSON.stringify({ ...report, ...changed }))).rejects.toThrow();
  }
  await expect(read(" ".repeat(8 * 1024 * 1024 + 1))).rejects.toThrow(
    "expected the report of a check, of at most 8388608 bytes",
  );
  await rm(folder, { recursive: true });
});
