import { createServer, type IncomingHttpHeaders, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { ofRows, SentAnswers } from "./sent-answers.ts";

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

interface Asking {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

function askAt(port: number, { path = "/", method = "GET", headers = {} }: Asking): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port, path, method, headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (piece: string) => {
        text += piece;
      });
      answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
    })
      .on("error", reject)
      .end();
  });
}

const pageHeaders = { "cache-control": "public, no-cache", "content-type": "text/html", etag: '"tag"' };

/** A site whose every answer says the how manieth it is that was made. */
async function site(
  respond: (response: ServerResponse) => void = (response) => {
    for (const [name, value] of Object.entries(pageHeaders)) response.setHeader(name, value);
  },
) {
  const rows = { state: async () => "old", whileMade: () => {} };
  const clock = { nowMs: 0 };
  const answers = new SentAnswers(
    () => rows.state(),
    () => clock.nowMs,
  );
  let made = 0;
  const server = createServer((incoming, response) => {
    void answers.answer(incoming, response, async (sending) => {
      respond(response);
      made += 1;
      const body = Buffer.from(`made ${made}`);
      rows.whileMade();
      response.setHeader("content-length", body.byteLength);
      sending(body);
      response.end(body);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { rows, clock, answers, ask: (asking: Asking = {}) => askAt(port, asking) };
}

const texts = async (ask: (asking?: Asking) => Promise<Answer>, ...asked: Asking[]) => {
  const answers: string[] = [];
  for (const one of asked) answers.push((await ask(one)).text);
  return answers;
};

describe("an answer that was sent", () => {
  test("is given again as it was until the rows are in another state", async () => {
    const { rows, ask } = await site();
    const first = await ask();
    const { date: _, ...again } = (await ask()).headers;
    expect(again).toEqual({
      ...pageHeaders,
      "content-length": "6",
      connection: "keep-alive",
      "keep-alive": "timeout=5",
    });
    expect(await texts(ask, {}, {})).toEqual([first.text, first.text]);
    rows.state = async () => "new";
    expect(await texts(ask, {}, {})).toEqual(["made 2", "made 2"]);
  });

  test("is given as long as it says, whatever is stored", async () => {
    const { rows, clock, answers, ask } = await site((response) => {
      response.setHeader("cache-control", "public, max-age=0, s-maxage=60");
    });
    expect(await texts(ask, {})).toEqual(["made 1"]);
    rows.state = async () => "new";
    clock.nowMs = 59_999;
    answers.keepOnly("new");
    expect(await texts(ask, {})).toEqual(["made 1"]);
    clock.nowMs = 60_000;
    expect(await texts(ask, {}, {})).toEqual(["made 2", "made 2"]);
  });

  test("is given to nobody who asked after an upload that came while it was made", async () => {
    const { rows, ask } = await site();
    rows.whileMade = () => {
      rows.state = async () => "new";
    };
    expect(await texts(ask, {}, {}, {})).toEqual(["made 1", "made 2", "made 2"]);
  });

  test("is one for each address, for who takes gzip, and for each of Next's links", async () => {
    const { ask } = await site();
    const asked: Asking[] = [
      { path: "/" },
      { path: "/?sort=name" },
      { path: "/tasks" },
      { headers: { "accept-encoding": "gzip, br" } },
      { headers: { rsc: "1" } },
      { headers: { rsc: "1", "next-router-state-tree": "[]" } },
      { headers: { rsc: "1", "next-router-prefetch": "1" } },
      { headers: { "x-nextjs-data": "1" } },
    ];
    const made = await texts(ask, ...asked);
    expect(new Set(made).size).toBe(asked.length);
    expect(await texts(ask, ...asked)).toEqual(made);
    expect(await texts(ask, { headers: { "accept-encoding": "br;q=1,gzip;q=0.5" } })).toEqual([made[3]]);
  });

  test("says that nothing has changed to who has it", async () => {
    const { ask } = await site();
    await ask();
    const had = await ask({ headers: { "if-none-match": '"other", W/"tag"' } });
    expect([had.status, had.text, had.headers.etag, had.headers["content-length"]]).toEqual([
      304,
      "",
      '"tag"',
      undefined,
    ]);
    expect((await ask({ headers: { "if-none-match": '"other"' } })).text).toBe("made 1");
  });

  test.each<[string, Asking]>([
    ["who shows a token", { headers: { authorization: "Bearer x" } }],
    ["what asks for the headers alone", { method: "HEAD" }],
    ["an upload", { method: "POST", path: "/api/v1/results" }],
    ["a file of the build", { path: "/_next/static/chunks/a.js" }],
    ["a picture", { path: "/preview/site.png" }],
  ])("is nothing for %s", async (_, asking) => {
    const { ask } = await site();
    await ask({ ...asking, method: "GET", headers: {} });
    const answers = [await ask(asking), await ask(asking)];
    expect(new Set(answers.map(({ headers }) => headers["content-length"])).size).toBe(1);
    expect((await ask({ path: "/last" })).text).toBe("made 4");
  });

  test.each<[string, string, number, Readonly<Record<string, string>>]>([
    ["of data that are not there", "/api/v1/boards/none", 404, pageHeaders],
    ["that failed", "/", 500, { "cache-control": "no-store" }],
    ["that leads elsewhere", "/compare", 307, { "cache-control": "no-cache" }],
    ["for its reader alone", "/", 200, { "cache-control": "no-store" }],
    ["of data that not only the rows decide", "/api/v1/maintainers", 200, pageHeaders],
  ])("is not kept %s", async (_, path, status, headers) => {
    const { ask } = await site((response) => {
      response.statusCode = status;
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    });
    expect(await texts(ask, { path }, { path })).toEqual(["made 1", "made 2"]);
  });

  test("is kept of a page that says that there is none", async () => {
    const { ask } = await site((response) => {
      response.statusCode = 404;
      for (const [name, value] of Object.entries(pageHeaders)) response.setHeader(name, value);
    });
    const answers = [await ask(), await ask({ headers: { "if-none-match": '"tag"' } })];
    expect(answers.map(({ status, text }) => [status, text])).toEqual([
      [404, "made 1"],
      [404, "made 1"],
    ]);
  });

  test("is kept of data that the rows decide", async () => {
    const { ask } = await site((response) => {
      for (const [name, value] of Object.entries({ ...pageHeaders, ...ofRows }))
        response.setHeader(name, value);
    });
    const path = "/api/v1/boards";
    expect(await texts(ask, { path }, { path })).toEqual(["made 1", "made 1"]);
  });

  test("is another for another address of the site, where data tell it, and a picture once it says so", async () => {
    const { ask } = await site((response) => {
      for (const [name, value] of Object.entries({ ...pageHeaders, ...ofRows }))
        response.setHeader(name, value);
    });
    const at = (host: string): Asking => ({ path: "/sitemap.xml", headers: { "x-forwarded-host": host } });
    expect(await texts(ask, at("a.test"), at("b.test"), at("a.test"))).toEqual([
      "made 1",
      "made 2",
      "made 1",
    ]);
    const picture = { path: "/preview/site.png" };
    expect(await texts(ask, picture, picture)).toEqual(["made 3", "made 3"]);
  });

  test("is left aside while the database is away", async () => {
    const { rows, ask } = await site();
    await ask();
    rows.state = () => Promise.reject(Object.assign(new Error("refused"), { code: "ECONNREFUSED" }));
    expect((await ask()).text).toBe("made 2");
    rows.state = async () => "old";
    expect((await ask()).text).toBe("made 1");
  });
});

describe("what is kept", () => {
  const padded = (number: number) => `${number}`.padEnd(7_000, "x");

  test.each<[string, (number: number) => Asking]>([
    ["queries", (number) => ({ path: `/?q=${padded(number)}` })],
    ["documents", (number) => ({ path: `/api/v1/results/${`${number}`.padStart(64, "0")}` })],
    ["pictures", (number) => ({ path: `/preview/${padded(number)}` })],
    ["hosts", (number) => ({ path: "/sitemap.xml", headers: { "x-forwarded-host": padded(number) } })],
    ["spellings of an address", (number) => ({ path: `/%62oards/${padded(number)}` })],
    ["comparisons", (number) => ({ path: `/compare/paper/${padded(number)}` })],
    ["differences", (number) => ({ path: `/s/2026-11/since/${padded(number)}` })],
    ["links", (number) => ({ headers: { "next-url": padded(number) } })],
    ["addresses of nothing", (number) => ({ path: `/none/${padded(number)}` })],
  ])("is not pushed out by %s that anybody makes up", async (_, madeUp) => {
    const { answers, ask } = await site((response) => {
      if (response.req.url?.startsWith("/none/")) response.statusCode = 404;
      for (const [name, value] of Object.entries({ ...pageHeaders, ...ofRows }))
        response.setHeader(name, value);
    });
    const plain = (await ask({ path: "/tasks" })).text;
    for (let number = 0; number < 600; number++) await ask(madeUp(number));
    expect(answers.bytes).toBeLessThan(9_000_000);
    expect((await ask({ path: "/tasks" })).text).toBe(plain);
  });

  test("goes with the state that it is of", async () => {
    const { answers, ask } = await site();
    await ask();
    answers.keepOnly("old");
    expect(answers.bytes).toBeGreaterThan(0);
    answers.keepOnly("new");
    expect(answers.bytes).toBe(0);
  });
});
