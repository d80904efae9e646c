import { createHash } from "node:crypto";
import { createServer, request, type Server, type ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { finishAnswer } from "./finished-answer.ts";

let server: Server | undefined;

afterEach(() => {
  server?.close();
  server = undefined;
});

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Buffer;
}

const notFoundPage = "<script>explain()</script><h1>Nothing here</h1>";
const built = { notFound: Buffer.from(notFoundPage), scripts: new Set(["start()", "explain()"]) };
const logged: string[] = [];

/** Serves one kind of answer and asks for it; node:http decodes nothing. */
async function ask(
  respond: (response: ServerResponse) => void,
  options: { method?: string; path?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const started = createServer((incoming, response) => {
    finishAnswer(incoming, response, { built, log: (line) => logged.push(line) });
    respond(response);
  });
  server = started;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  const address = started.address();
  if (typeof address !== "object" || !address) throw new Error("no address");
  return new Promise((resolve, reject) => {
    request({ port: address.port, host: "127.0.0.1", ...options }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          body: Buffer.concat(chunks),
        }),
      );
    })
      .on("error", reject)
      .end();
  });
}

const hashOf = (script: string) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`;

describe("finishAnswer", () => {
  const page = `<script>start()</script>${"<p>row</p>".repeat(300)}`;
  const respondPage = (response: ServerResponse) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.setHeader("cache-control", "s-maxage=31536000");
    response.flushHeaders();
    response.write(page.slice(0, 100));
    response.end(page.slice(100));
  };

  test.each([
    ["/", "frame-ancestors 'self'"],
    ["/embedded", "frame-ancestors 'self'"],
    ["/boards/embed/", "frame-ancestors 'self'"],
    ["/embed/board", "frame-ancestors *"],
    ["/embed/board?sort=name", "frame-ancestors *"],
  ])("lets pages made for it be framed anywhere, and no others: %s", async (path, expected) => {
    const { headers } = await ask(respondPage, { path });
    expect(String(headers["content-security-policy"]).split("; ")).toContain(expected);
  });

  test("gives a page in pieces its policy and compresses it", async () => {
    const answer = await ask(respondPage, { headers: { "accept-encoding": "br, gzip" } });
    expect(answer.headers["content-encoding"]).toBe("gzip");
    expect(gunzipSync(answer.body).toString()).toBe(page);
    expect(answer.headers["content-security-policy"]).toContain(hashOf("start()"));
    expect(answer.headers["cache-control"]).toBe("public, no-cache");
    expect(answer.headers.vary).toBe("accept-encoding");
  });

  test.each([{}, { "accept-encoding": "gzip;q=0" }])("sends plain text to %j", async (headers) => {
    const answer = await ask(respondPage, { headers: { ...headers } });
    expect(answer.headers["content-encoding"]).toBeUndefined();
    expect(answer.body.toString()).toBe(page);
    expect(answer.headers["content-length"]).toBe(String(page.length));
  });

  test.each([
    ["/backbones/no-such-backbone", "text/html", notFoundPage],
    ["/embed/no-such-board", "text/html", "drawn by scripts"],
    ["/api/v1/backbones/no-such-backbone", "application/json", "drawn by scripts"],
  ])("answers a missing page with one that needs no scripts: %s", async (path, type, expected) => {
    const respondMissing = (response: ServerResponse) => {
      response.statusCode = 404;
      response.setHeader("content-type", type);
      response.end("drawn by scripts");
    };
    const { status, headers, body } = await ask(respondMissing, { path });
    expect(status).toBe(404);
    expect(body.toString()).toBe(expected);
    const policy = String(headers["content-security-policy"]);
    expect(policy.includes(hashOf("explain()"))).toBe(expected === notFoundPage);
  });

  test("asks for built scripts to be compiled while they arrive, and leaves others as they are", async () => {
    const respondScript = (response: ServerResponse) => {
      response.setHeader("content-type", "application/javascript; charset=UTF-8");
      response.end("start()");
    };
    const built = await ask(respondScript, { path: "/_next/static/chunks/a.js" });
    expect(built.body.toString()).toBe("//# allFunctionsCalledOnLoad\nstart()");
    expect(built.headers["content-length"]).toBe(String(built.body.byteLength));
    expect((await ask(respondScript, { path: "/mine.js" })).body.toString()).toBe("start()");
  });

  test("lets an injected script have no hash, and tells the log of it once", async () => {
    const injected = `${page}<script>alert(1)</script><script>self.__next_f.push([1,alert(1)])</script>`;
    const respondInjected = (response: ServerResponse) => {
      response.setHeader("content-type", "text/html");
      response.end(injected);
    };
    logged.length = 0;
    for (let each = 0; each < 2; each += 1) {
      const { headers } = await ask(respondInjected, { path: "/boards/paper" });
      expect(String(headers["content-security-policy"])).toContain(`script-src 'self' ${hashOf("start()")};`);
    }
    expect(logged).toHaveLength(2);
    expect(logged[0]).toContain('/boards/paper: an inline script that the build did not make: "alert(1)"');
  });

  test.each([
    [405, undefined, "this address does not take the method"],
    [500, "text/plain", "the server failed while answering; its log says how"],
    [412, undefined, "refused: Precondition Failed"],
  ])("says %s as the API does where Next says nothing", async (status, type, error) => {
    const { headers, body } = await ask((response) => {
      response.statusCode = status;
      response.setHeader("cache-control", "s-maxage=31536000");
      if (type) response.setHeader("content-type", type);
      response.end(type && "Internal Server Error at /home/someone");
    });
    expect(JSON.parse(body.toString())).toEqual({ error });
    expect([headers["content-type"], headers["cache-control"]]).toEqual(["application/json", "no-store"]);
  });

  test.each(["text/html", "text/x-component", "image/png"])("lets no shared cache keep %s", async (type) => {
    const { headers } = await ask((response) => {
      response.writeHead(200, { "content-type": type, "cache-control": "s-maxage=31536000" });
      response.end("kept");
    });
    expect(headers["cache-control"]).toBe("public, no-cache");
  });

  test("says with and without content that an answer depends on its encoding, and tags bytes that differ weakly", async () => {
    const tagged = (response: ServerResponse, status = 200) => {
      response.statusCode = status;
      response.setHeader("etag", '"a"');
      response.setHeader("content-type", "text/html");
      response.end(status === 200 ? page : undefined);
    };
    const plain = await ask((response) => tagged(response));
    const zipped = await ask((response) => tagged(response), { headers: { "accept-encoding": "gzip" } });
    const unchanged = await ask((response) => tagged(response, 304));
    expect([plain, zipped, unchanged].map(({ headers }) => headers.vary)).toEqual(
      Array.from({ length: 3 }, () => "accept-encoding"),
    );
    expect([plain.headers.etag, zipped.headers.etag]).toEqual(['"a"', 'W/"a"']);
  });

  test("sends short JSON through writeHead as it is, without a policy", async () => {
    const answer = await ask(
      (response) => {
        response.writeHead(201, { "content-type": "application/json", "x-kept": "yes" });
        response.end('{"a":1}');
      },
      { headers: { "accept-encoding": "gzip" } },
    );
    expect([answer.status, answer.body.toString(), answer.headers["x-kept"]]).toEqual([
      201,
      '{"a":1}',
      "yes",
    ]);
    expect(answer.headers["content-security-policy"]).toBeUndefined();
  });

  test("leaves other types and 304 alone", async () => {
    const bytes = Buffer.from([0, 255, 1]);
    const image = await ask((response) => {
      response.setHeader("content-type", "image/png");
      response.end(bytes);
    });
    expect(image.body).toEqual(bytes);
    const unchanged = await ask((response) => {
      response.statusCode = 304;
      response.end();
    });
    expect(unchanged.status).toBe(304);
  });

  test("answers HEAD with headers only", async () => {
    const answer = await ask(respondPage, { method: "HEAD" });
    expect(answer.status).toBe(200);
    expect(answer.body).toHaveLength(0);
  });
});
