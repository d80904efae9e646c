import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { KeptPages } from "./kept-pages.ts";
import { newestPages } from "./newest-pages.ts";

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const away = () => Promise.reject(Object.assign(new Error("refused"), { code: "ECONNREFUSED" }));

/** A site whose page `/` says which rows it was made of; pages are made by who is asked first, as Next does it. */
async function site(rows: { now: string; state?: () => Promise<string> }) {
  const pages = new KeptPages();
  const made: string[] = [];
  const waiting: (() => void)[] = [];
  let slowly = false;
  let pending: Promise<string> | undefined;
  const make = async () => {
    const kept = pages.get("page");
    if (kept) return String(kept.value?.html);
    if (rows.state === away) throw new Error("no rows");
    const html = rows.now;
    if (slowly) await new Promise<void>((resolve) => waiting.push(resolve));
    made.push(html);
    pages.set("page", { html }, undefined);
    return html;
  };
  const handle = async (_: IncomingMessage, response: ServerResponse) => {
    pending ??= make().finally(() => {
      pending = undefined;
    });
    try {
      response.end(await pending);
    } catch {
      response.statusCode = 500;
      response.end("Internal Server Error");
    }
  };
  const answer = newestPages(pages, () => (rows.state ?? (async () => rows.now))(), handle);
  const server = createServer((request, response) => void answer(request, response));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...{ pages, made, waiting },
    makeSlowly: () => {
      slowly = true;
    },
    get: async (path = "/", signal: AbortSignal | null = null) => {
      const response = await fetch(address + path, { signal });
      const text = await response.text();
      return { status: response.status, text, retryAfter: response.headers.get("retry-after") };
    },
  };
}

const until = async (isSo: () => boolean) => {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
};

describe("a page", () => {
  test("is of the state that its asker knows, which is not asked for again", async () => {
    const pages = new KeptPages();
    const answer = newestPages(
      pages,
      () => Promise.reject(new Error("asked again")),
      async (_, response) => {
        pages.set("page", { html: "made" }, undefined);
        response.end();
      },
    );
    const server = createServer((request, response) => void answer(request, response, "known"));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    expect(pages.answering("known", () => pages.get("page"))).not.toBeNull();
  });

  test("is made once of one state of the rows, and anew of the next", async () => {
    const rows = { now: "one" };
    const { get, made } = await site(rows);
    expect([(await get()).text, (await get()).text]).toEqual(["one", "one"]);
    rows.now = "two";
    expect((await get()).text).toBe("two");
    expect(made).toEqual(["one", "two"]);
  });

  test("that is being made of older rows is not given to who came after newer ones were stored", async () => {
    const rows = { now: "one" };
    const { get, makeSlowly, waiting } = await site(rows);
    makeSlowly();
    const early = get();
    await until(() => waiting.length === 1);
    rows.now = "two";
    const late = [get(), get("/?a=view"), get("/#part")];
    waiting.shift()?.();
    expect((await early).text).toBe("one");
    await until(() => waiting.length === 1);
    waiting.shift()?.();
    expect((await Promise.all(late)).map(({ text }) => text)).toEqual(["two", "two", "two"]);
  });

  test("is not made for who went away before his turn, and nobody waits for that", async () => {
    const rows = { now: "one" };
    const { get, made, makeSlowly, waiting } = await site(rows);
    makeSlowly();
    const early = get();
    await until(() => waiting.length === 1);
    rows.now = "two";
    let isGone = false;
    servers.at(-1)?.once("request", (_, response) => {
      response.once("close", () => {
        isGone = true;
      });
      leaving.abort();
    });
    const leaving = new AbortController();
    await get("/", leaving.signal).catch(() => {});
    await until(() => isGone);
    rows.now = "three";
    const late = get();
    waiting.shift()?.();
    await until(() => waiting.length === 1);
    waiting.shift()?.();
    expect([(await early).text, (await late).text, made]).toEqual(["one", "three", ["one", "three"]]);
  });

  test("of rows that are no longer the newest leaves the memory", async () => {
    const { get, pages } = await site({ now: "one" });
    await get();
    pages.keepOnly("one");
    expect(pages.answering("one", () => pages.get("page"))).not.toBeNull();
    pages.keepOnly("two");
    expect(pages.answering("one", () => pages.get("page"))).toBeNull();
  });
});

describe("while the database is away", () => {
  test("a kept page is shown as it was, what is not kept is 503 with the wait, and both end with it", async () => {
    const rows: { now: string; state?: () => Promise<string> } = { now: "one" };
    const kept = await site(rows);
    await kept.get();
    rows.state = away;
    expect(await kept.get()).toEqual({ status: 200, text: "one", retryAfter: null });
    const empty = await site(rows);
    expect(await empty.get()).toMatchObject({ status: 503, retryAfter: "5" });
    const { status, text } = await empty.get("/api/v1/boards");
    expect([status, Object.keys(JSON.parse(text))]).toEqual([503, ["error"]]);
    delete rows.state;
    rows.now = "two";
    expect([(await kept.get()).text, (await empty.get()).text]).toEqual(["two", "two"]);
  });

  test("a failure of something else stays one", async () => {
    const rows = { now: "one" };
    const pages = new KeptPages();
    const fail = async (_: IncomingMessage, response: ServerResponse) => {
      response.statusCode = 500;
      response.end("wrong");
    };
    const answer = newestPages(pages, async () => rows.now, fail);
    const server = createServer((request, response) => void answer(request, response));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/boards`);
    expect([response.status, await response.text()]).toEqual([500, "wrong"]);
  });
});
