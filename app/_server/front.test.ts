import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { trustedProxies } from "./caller.ts";
import { CallerCounts } from "./caller-limits.ts";
import { standInFront } from "./front.ts";
import { type ConnectionLimits, connectionLimits, limitedServer } from "./limited-server.ts";

/** The real server over real connections, with short limits, and what stands for the site behind it. */

const shortLimits: ConnectionLimits = {
  ...connectionLimits,
  headersMs: 100,
  requestMs: 150,
  totalMs: 400,
  idleMs: 300,
  refusedMs: 200,
  headerBytes: 2_000,
};

let server: Server;
let logged: string[];
let passed: IncomingMessage[];
let answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
const clients: Socket[] = [];

async function start(proxies?: string, limits: ConnectionLimits = shortLimits): Promise<void> {
  const trusted = trustedProxies(proxies);
  server = limitedServer(limits, trusted !== null);
  standInFront(server, {
    answer: (request, response) => answer(request, response),
    limits,
    mostBodyBytes: 1_000_000,
    proxies: trusted,
    counts: new CallerCounts({ requestsPerMinute: 5, failedLoginsPerHour: 2 }, trusted),
    log: (line) => logged.push(line),
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
}

beforeEach(() => {
  logged = [];
  passed = [];
  answer = async (request, response) => {
    passed.push(request);
    response.end("passed");
  };
});

afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
  server.close();
  server.closeAllConnections();
});

function client(): Socket {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  clients.push(socket);
  return socket.on("error", () => {});
}

/** Everything that comes back until the server closes. */
async function heard(socket: Socket): Promise<string> {
  let text = "";
  socket.setEncoding("latin1").on("data", (chunk: string) => {
    text += chunk;
  });
  await new Promise((resolve) => socket.once("close", resolve));
  return text;
}

const headers = "Host: board.test\r\nConnection: close\r\n";

async function ask(lines: string, more = headers): Promise<{ status: number; head: string; body: string }> {
  const socket = client();
  socket.write(`${lines}\r\n${more}\r\n`);
  const [head = "", body = ""] = (await heard(socket)).split("\r\n\r\n");
  return { status: Number(head.split(" ")[1]), head: head.toLowerCase(), body };
}

const errorOf = (body: string): string => JSON.parse(body).error;

describe("the gate", () => {
  beforeEach(() => start());

  test.each([
    ["OPTIONS * HTTP/1.1", 400],
    ["GET http://elsewhere.example/ HTTP/1.1", 400],
    ["GET /boards/%00 HTTP/1.1", 400],
    ["GET /boards/%zz HTTP/1.1", 400],
    ["GET /caf\u00e9 HTTP/1.1", 400],
    ["CONNECT elsewhere.example:443 HTTP/1.1", 400],
    ["BREW / HTTP/1.1", 400],
    ["GET / HTTP/9.9", 400],
    ["TRACE / HTTP/1.1", 405],
    ["POST /method HTTP/1.1", 405],
    ["OPTIONS /_next/static/a.js HTTP/1.1", 405],
    ["GET /_global-error HTTP/1.1", 404],
    ["GET /%5Fglobal-error?a HTTP/1.1", 404],
    ["GET /boards/paper/~c29ydD1uYW1l HTTP/1.1", 404],
    ["GET /%7Ec29ydD1uYW1l HTTP/1.1", 404],
    ["GET / HTTP/1.1\r\nExpect: wonders", 417],
    ["GET / HTTP/1.1\r\nNext-Router-State-Tree: %zz", 400],
    ['GET / HTTP/1.1\r\nNext-Router-State-Tree: ["",{"children":[1,{}]}]', 400],
    ["GET / HTTP/1.1\r\nX-Forwarded-Proto: java script:", 400],
    ["GET / HTTP/1.1\r\nHost: elsewhere.example", 400],
    ["PUT /api/v1/x HTTP/1.1\r\nContent-Length: 1000001", 413],
  ])("refuses %s with a problem document", async (lines, status) => {
    const found = await ask(lines);
    expect([found.status, typeof errorOf(found.body)]).toEqual([status, "string"]);
    expect(found.head).toContain("cache-control: no-store");
    expect(passed).toEqual([]);
  });

  test.each([
    ["a header", `GET / HTTP/1.1\r\nCookie: ${"a".repeat(3_000)}`],
    ["an address", `GET /${"9".repeat(9_000)} HTTP/1.1`],
  ])("refuses %s beyond all headers' length", async (_, lines) => {
    const found = await ask(lines);
    expect([found.status, errorOf(found.body)]).toEqual([
      431,
      "the headers are too long; expected 16 kB at most",
    ]);
  });

  test("refuses a request without a host, and none of a method that reads", async () => {
    expect(await ask("GET / HTTP/1.1", "Connection: close\r\n")).toMatchObject({ status: 400 });
    for (const method of ["GET", "OPTIONS"])
      expect(await ask(`${method} / HTTP/1.1`)).toMatchObject({
        status: 200,
        body: expect.stringContaining("passed"),
      });
    expect((await ask("HEAD /%00 HTTP/1.1")).body).toBe("");
  });

  test("hands on no range, no precondition of who writes, and no proxy's word", async () => {
    const lines = "GET / HTTP/1.1\r\nRange: bytes=9-\r\nIf-Match: a\r\nX-Forwarded-For: 192.0.2.1";
    await ask(`${lines}\r\nX-Real-IP: 192.0.2.1\r\nUpgrade: h2c`);
    expect(passed[0]?.headers).toEqual({
      host: "board.test",
      connection: "close",
      upgrade: "h2c",
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-proto": "http",
      "x-forwarded-host": "board.test",
    });
  });

  test("answers a failure as a problem, and tells its log alone what it was", async () => {
    answer = () => Promise.reject(new Error("secret of the inside"));
    const { status, body } = await ask("GET / HTTP/1.1");
    expect([status, errorOf(body)]).toEqual([500, "the server failed while answering; its log says how"]);
    expect(logged.join("\n")).toMatch(/GET \/: Error: secret of the inside\n {4}at /);
  });
});

describe("a refused request", () => {
  const refused = { bytesRead: 0 };

  beforeEach(async () => {
    await start(undefined, { ...shortLimits, totalMs: 5_000, requestMs: 5_000, idleMs: 5_000 });
    answer = async (request, response) => {
      request.socket.once("close", () => {
        refused.bytesRead = request.socket.bytesRead;
      });
      response.writeHead(401);
      response.end("who are you?");
    };
  });

  const block = "a".repeat(65_536);
  const sendForEver = (socket: Socket, text: string) => {
    const more = () => {
      while (!socket.destroyed && socket.write(text));
      if (!socket.destroyed) socket.once("drain", more);
    };
    more();
  };

  test.each([
    ["of a length", "Content-Length: 1000000", block],
    ["in chunks", "Transfer-Encoding: chunked", `10000\r\n${block}\r\n`],
  ])("stops being read, and its answer arrives: a body %s", async (_, header, text) => {
    const socket = client();
    socket.write(`POST /api/v1/x HTTP/1.1\r\nHost: board.test\r\n${header}\r\n\r\n`);
    sendForEver(socket, text);
    const answered = await heard(socket);
    expect(answered).toMatch(/^HTTP\/1\.1 401 [\s\S]*\r\nconnection: close\r\n[\s\S]*who are you\?/);
    await expect.poll(() => refused.bytesRead).toBeGreaterThan(0);
    expect(refused.bytesRead).toBeLessThan(300_000);
  });

  test("keeps its connection where the body has come", async () => {
    answer = async (_, response) => {
      await setImmediate();
      response.writeHead(401).end("who are you?");
    };
    const socket = client();
    let text = "";
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      text += chunk;
    });
    for (const count of [1, 2]) {
      socket.write("POST /api/v1/x HTTP/1.1\r\nHost: board.test\r\nContent-Length: 2\r\n\r\n{}");
      await expect.poll(() => text.match(/who are you/g)?.length).toBe(count);
    }
    expect(text).not.toContain("connection: close");
  });

  test("is not asked for a body that is too long", async () => {
    const socket = client();
    const lines = "POST /api/v1/x HTTP/1.1\r\nHost: board.test\r\nContent-Length: 9000000";
    socket.write(`${lines}\r\nExpect: 100-continue\r\n\r\n`);
    expect(await heard(socket)).toMatch(/^HTTP\/1\.1 413 /);
  });
});

describe("a slow connection is ended", () => {
  beforeEach(() => start());

  test("that sends its headers a byte at a time", async () => {
    const socket = client();
    socket.write("GET / HTTP/1.1\r\nHost: board.test\r\n");
    const drip = setInterval(() => socket.write("X"), 20);
    expect(await heard(socket)).toMatch(/^HTTP\/1\.1 408 [\s\S]*the request did not come in time/);
    clearInterval(drip);
    expect(passed).toEqual([]);
  });

  test("that sends its body a byte at a time", async () => {
    answer = async (request, response) => {
      for await (const _ of request);
      response.end("passed");
    };
    const socket = client();
    socket.write("POST /api/v1/x HTTP/1.1\r\nHost: board.test\r\nContent-Length: 1000\r\n\r\n");
    const drip = setInterval(() => socket.write("X"), 20);
    expect(await heard(socket)).not.toContain("passed");
    clearInterval(drip);
  });

  test("that says nothing", async () => {
    expect(await heard(client())).toMatch(/^HTTP\/1\.1 408 /);
  });

  test("that gets no end of an answer", async () => {
    answer = async (_, response) => {
      const drip = setInterval(() => response.write("x"), 20);
      response.once("close", () => clearInterval(drip));
    };
    const socket = client();
    socket.write("GET / HTTP/1.1\r\nHost: board.test\r\n\r\n");
    expect(await heard(socket)).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe("one address", () => {
  beforeEach(() => start("1"));

  const askAs = (address: string, lines = "GET / HTTP/1.1") => ask(`${lines}\r\nX-Forwarded-For: ${address}`);

  test("is told to wait after too many requests, the build's own files aside", async () => {
    for (let each = 0; each < 20; each += 1) await askAs("192.0.2.1", "GET /_next/static/a.js HTTP/1.1");
    for (let each = 0; each < 5; each += 1) expect((await askAs("192.0.2.1")).status).toBe(200);
    const over = await askAs("192.0.2.1");
    expect([over.status, errorOf(over.body)]).toEqual([
      429,
      expect.stringMatching(/^too many requests from this address; try again in \d+ s$/),
    ]);
    expect(over.head).toMatch(/\r\nretry-after: \d+\r\n/);
    expect((await askAs("192.0.2.2")).status).toBe(200);
  });

  test("is refused whatever token it shows after too many wrong ones, which the log never sees", async () => {
    answer = async (request, response) => {
      response.statusCode = request.headers.authorization === "Bearer right" ? 200 : 401;
      response.end();
    };
    const login = async (token: string, address = "192.0.2.1") =>
      (await askAs(address, `POST /api/v1/results?token=${token} HTTP/1.1\r\nAuthorization: Bearer ${token}`))
        .status;
    expect([await login("wrong"), await login("right"), await login("wrong")]).toEqual([401, 200, 401]);
    expect([await login("right"), await login("right", "192.0.2.2")]).toEqual([429, 200]);
    expect(logged).toEqual([
      "failed login from 192.0.2.1 at POST /api/v1/results",
      "failed login from 192.0.2.1 at POST /api/v1/results",
    ]);
  });

  test("is not asked for a body after too many failed logins", async () => {
    answer = async (_, response) => {
      response.writeHead(401).end("who are you?");
    };
    const send = () => {
      const socket = client();
      const who = "X-Forwarded-For: 192.0.2.9\r\nAuthorization: Bearer wrong";
      const lines = `POST /api/v1/x HTTP/1.1\r\nHost: board.test\r\n${who}\r\nContent-Length: 2`;
      socket.write(`${lines}\r\nExpect: 100-continue\r\n\r\n`);
      return heard(socket);
    };
    expect(await send()).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 401 /);
    expect(await send()).toMatch(/^HTTP\/1\.1 100 /);
    expect(await send()).toMatch(/^HTTP\/1\.1 429 /);
  });
});
