import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OpenDatabase, shareDatabase } from "#db/open/shared-database.ts";
import { type TokenScope, tokenScopes } from "#db/store/tokens.ts";
import { openTestDatabase } from "#db/test/database.ts";
import { createToken } from "#db/write/tokens.ts";

const api = dirname(fileURLToPath(import.meta.url));

/** Which scope each route that writes, or that maintainers alone may read, asks for. */
const asked: Readonly<Record<string, TokenScope>> = {
  "POST v1/results": "submit",
  "POST v1/attestations": "submit",
  "POST v1/speed": "speed",
  "POST v1/artefacts": "pictures",
  "POST v1/output-sizes": "pictures",
  "PUT v1/pictures/[file]": "pictures",
  "POST v1/admin/decisions": "maintain",
  "GET v1/admin/audit": "maintain",
  "GET v1/admin/tokens": "maintain",
  "POST v1/admin/tokens": "maintain",
  "DELETE v1/admin/tokens/[id]": "maintain",
};

type Handler = (
  request: Request,
  context: { readonly params: Promise<Record<string, string>> },
) => Promise<Response>;

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** Of every route the handlers that write, and all of maintainers', by the method and the folder. */
async function guardedHandlers(): Promise<Map<string, Handler>> {
  const found = new Map<string, Handler>();
  const files = readdirSync(api, { recursive: true, encoding: "utf8" });
  for (const file of files.filter((name) => name.endsWith("route.ts"))) {
    const route = dirname(file);
    const exported = (await import(join(api, file))) as Partial<Record<string, Handler>>;
    for (const method of methods) {
      const handler = exported[method];
      const isGuarded = method !== "GET" || route.startsWith("v1/admin");
      // Where nothing is, nothing is done whatever the method.
      if (handler && isGuarded && !route.startsWith("[")) found.set(`${method} ${route}`, handler);
    }
  }
  return found;
}

let folder: string;
let open: OpenDatabase;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "leaderboard-scopes-"));
  open = await openTestDatabase(folder);
  shareDatabase(open);
}, 60_000);

afterAll(async () => {
  shareDatabase(undefined);
  await open.close();
  rmSync(folder, { recursive: true });
});

test("each route that writes opens for its own scope and for a maintainer, and for no other", async () => {
  const handlers = await guardedHandlers();
  expect([...handlers.keys()].sort()).toEqual(Object.keys(asked).sort());
  const tokens = new Map<TokenScope, string>();
  for (const scope of tokenScopes) {
    const made = { holder: `${scope}-alone`, label: "laptop", scopes: [scope], expiresAt: null };
    tokens.set(scope, await createToken(open, made));
  }
  for (const [name, handler] of handlers) {
    const [method] = name.split(" ");
    const statusWith = async (token: string | null) => {
      const authorization = token === null ? {} : { authorization: `Bearer ${token}` };
      const request = new Request("http://site.test/api", {
        ...{ method: method ?? "GET", headers: { ...authorization, "content-type": "application/json" } },
        ...(method === "POST" || method === "PUT" ? { body: "{}" } : {}),
      });
      const params = Promise.resolve({ file: `${"a".repeat(64)}.png`, id: "0123456789" });
      return (await handler(request, { params })).status;
    };
    expect(await statusWith(null), `${name} without a token`).toBe(401);
    for (const [scope, token] of tokens) {
      const opens = scope === asked[name] || scope === "maintain";
      const status = await statusWith(token);
      expect([401, 403].includes(status), `${name} with ${scope}: ${status}`).toBe(!opens);
    }
  }
});
