import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openOperatorAccess, readOperatorAccess } from "#db/open/operator.ts";
import { type OpenDatabase, shareDatabase } from "#db/open/shared-database.ts";
import { remoteAdministration } from "#db/operate/remote.ts";
import { auditEntries } from "#db/read/audit.ts";
import { newestState } from "#db/read/queries.ts";
import type { TokenScope } from "#db/store/tokens.ts";
import { testBundle } from "#db/test/bundle.ts";
import { openTestDatabase } from "#db/test/database.ts";
import { testSpeed } from "#db/test/speed.ts";
import { documentId } from "#db/write/insert-document.ts";
import { createToken } from "#db/write/tokens.ts";
import { acceptUpload, bundleUpload, speedUpload } from "../_http/accept-upload.ts";
import { type AnswerName, answers } from "../_openapi/answers.ts";
import { GET as readDecisions } from "../v1/decisions/route.ts";
import { GET as readQueue } from "../v1/queue/route.ts";
import { GET as readResult } from "../v1/results/[id]/route.ts";
import { auditPage } from "./audit.ts";
import { acceptDecision } from "./decisions.ts";
import { dropToken, makeToken, tokenList } from "./tokens.ts";

let folder: string;
let open: OpenDatabase;
let maintainer: string;
let submitter: string;

const tokenOf = (holder: string, scopes: readonly TokenScope[]) =>
  createToken(open, { holder, label: "laptop", scopes, expiresAt: null });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "leaderboard-admin-"));
  open = await openTestDatabase(folder);
  shareDatabase(open);
  maintainer = await tokenOf("grace", ["maintain"]);
  submitter = await tokenOf("ada", ["submit"]);
}, 60_000);

afterAll(async () => {
  shareDatabase(undefined);
  await open.close();
  rmSync(folder, { recursive: true });
});

function asked(token: string, body?: unknown, more: Record<string, string> = {}): Request {
  const headers = { "content-type": "application/json", ...more };
  return new Request("http://site.test/api/v1/admin", {
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    headers: token === "" ? headers : { ...headers, authorization: `Bearer ${token}` },
  });
}

/** An answer, held to its schema. */
async function answerOf(response: Response, name: AnswerName) {
  const answer = await response.json();
  expect(
    answers[response.status < 400 || name === "Withdrawn" ? name : "Error"].safeParse(answer).error,
  ).toBeUndefined();
  return { status: response.status, answer };
}

const settings = {
  uploadsPerMinute: 100,
  quota: { files: 1000, bytes: 1_000_000_000 },
  origin: "https://board.test",
};
const upload = async (token: string, bundle = testBundle(), more: Record<string, string> = {}) => {
  return answerOf(await acceptUpload(bundleUpload, open, asked(token, bundle, more), settings), "Stored");
};
const decide = async (token: string, body: unknown) =>
  answerOf(await acceptDecision(open, asked(token, body)), "Decided");

describe("scopes", () => {
  test("of another kind of upload open nothing", async () => {
    const pictures = await tokenOf("ada", ["pictures", "speed"]);
    expect(await upload(pictures)).toMatchObject({
      status: 403,
      answer: { error: expect.stringContaining("lacks the scope submit; it has: pictures, speed") },
    });
    const speed = await acceptUpload(speedUpload, open, asked(submitter, testSpeed()), settings);
    expect(speed.status).toBe(403);
  });

  test("of an upload open no maintainer's door, and no token opens none", async () => {
    const ban = { action: "ban", subject: "grace", reason: "mine now" };
    const doors = [
      (token: string) => acceptDecision(open, asked(token, ban)),
      (token: string) => tokenList(open, asked(token)),
      (token: string) => makeToken(open, asked(token, { holder: "ada", label: "a", scopes: ["maintain"] })),
      (token: string) => dropToken(open, asked(token), maintainer.split("_")[1] ?? ""),
      (token: string) => auditPage(open, asked(token)),
    ];
    for (const door of doors) {
      expect((await door(submitter)).status).toBe(403);
      expect((await door("")).status).toBe(401);
      expect((await door("dop_guessed")).status).toBe(401);
    }
    const refused = await auditEntries(open.db, { limit: 100, action: "refuse" });
    const submitters = `ada (${submitter.split("_")[1]})`;
    expect(refused.map(({ actor, subject, details }) => [actor, subject, details.status])).toEqual(
      expect.arrayContaining([
        [submitters, "POST /api/v1/admin", 403],
        ["unknown", "POST /api/v1/admin", 401],
        ["unknown", "GET /api/v1/admin", 401],
      ]),
    );
    expect((await upload(maintainer, testBundle({ backboneId: "still-there" }))).status).toBe(201);
  });
});

describe("while the site serves", () => {
  test("a token that is made works, and is refused at the next request after it was revoked", async () => {
    const request = { holder: "eve", label: "laptop", scopes: ["submit"], days: 3 };
    const made = await answerOf(await makeToken(open, asked(maintainer, request)), "NewToken");
    const { token } = made.answer;
    expect(await upload(token, testBundle({ backboneId: "eves" }))).toMatchObject({
      status: 201,
      answer: { standing: "waiting" },
    });
    const id = token.split("_")[1];
    expect((await answerOf(await dropToken(open, asked(maintainer), id), "Revoked")).status).toBe(200);
    expect(await upload(token, testBundle({ backboneId: "eves", seed: 1 }))).toMatchObject({ status: 401 });
    expect((await dropToken(open, asked(maintainer), id)).status).toBe(404);
    const { answer } = await answerOf(await tokenList(open, asked(maintainer)), "Tokens");
    expect(answer.tokens.find((one: { id: string }) => one.id === id)).toMatchObject({
      ...{ holder: "eve", scopes: ["submit"], revokedAt: expect.any(String) },
    });
    expect(JSON.stringify(answer)).not.toContain("ecret");
  });

  test("a banned holder's next request is refused, with any of his tokens", async () => {
    const tokens = [await tokenOf("mallory", ["submit"]), await tokenOf("mallory", ["submit", "maintain"])];
    for (const [seed, token] of tokens.entries()) {
      const bundle = testBundle({ backboneId: "mallorys", seed });
      expect((await upload(token, bundle)).status).toBe(201);
    }
    const ban = { action: "ban", subject: "mallory", reason: "invented seeds", withdraw: true };
    const before = await newestState(open.db);
    expect(await decide(maintainer, ban)).toEqual({ status: 201, answer: { decisions: 3, standing: null } });
    // Pages of the state before are given out no more.
    expect(await newestState(open.db)).not.toBe(before);
    for (const token of tokens) {
      const refused = await upload(token, testBundle({ backboneId: "mallorys", seed: 9 }));
      expect(refused).toMatchObject({
        status: 403,
        answer: { error: expect.stringContaining("invented seeds") },
      });
      expect((await decide(token, { ...ban, action: "unban" })).status).toBe(403);
    }
  });

  test("what waits is in the public queue until it is accepted, and says its reason when it is withdrawn", async () => {
    const bundle = testBundle({ backboneId: "adas" });
    const id = documentId(bundle);
    expect((await upload(submitter, bundle)).answer.standing).toBe("waiting");
    const waiting = async () => (await answerOf(await readQueue(asked("")), "Queue")).answer.queue;
    expect((await waiting()).map((one: { id: string }) => one.id)).toContain(id);
    await decide(maintainer, { action: "accept", subject: id, reason: "one seed repeated" });
    expect((await waiting()).map((one: { id: string }) => one.id)).not.toContain(id);
    await decide(maintainer, { action: "withdraw", subject: id, reason: "scenes, not VOC" });
    const read = await readResult(asked(""), { params: Promise.resolve({ id }) });
    expect(await answerOf(read, "Withdrawn")).toMatchObject({
      status: 410,
      answer: { withdrawn: { reason: "scenes, not VOC", decidedBy: "grace" } },
    });
    expect(await upload(submitter, bundle)).toMatchObject({
      status: 409,
      answer: { error: `${id} was withdrawn: scenes, not VOC` },
    });
    const { answer } = await answerOf(await readDecisions(asked("")), "Decisions");
    expect(answer.decisions.slice(0, 2).map(({ action }: { action: string }) => action)).toEqual([
      "withdraw",
      "accept",
    ]);
  });

  test("a stranger is told whose cell it is; a maintainer corrects it by name", async () => {
    const bundle = testBundle({ backboneId: "graces" });
    const id = documentId(bundle);
    await upload(maintainer, bundle);
    const other = testBundle({ backboneId: "graces", value: 99 });
    expect(await upload(submitter, other)).toMatchObject({
      status: 403,
      answer: { error: expect.stringContaining("this cell belongs to grace") },
    });
    const second = await tokenOf("hopper", ["maintain"]);
    expect(await upload(second, other, { corrects: "f".repeat(64) })).toMatchObject({ status: 409 });
    expect(await upload(second, other, { corrects: id })).toMatchObject({
      status: 201,
      answer: { supersedes: id, standing: "accepted" },
    });
  });

  test.each([
    ["no reason", { action: "withdraw", subject: "a".repeat(64) }, "reason"],
    ["a holder withdrawn", { action: "withdraw", subject: "ada", reason: "x" }, "subject"],
    ["an id banned", { action: "ban", subject: "a".repeat(64), reason: "x" }, "subject"],
    ["another action", { action: "delete", subject: "ada", reason: "x" }, "action"],
    ["a reason of two lines", { action: "ban", subject: "ada", reason: "x\ny" }, "reason"],
  ])("a decision with %s is 400", async (_, body, path) => {
    const { status, answer } = await decide(maintainer, body);
    expect([status, answer.problems?.[0]?.path]).toEqual([400, path]);
  });

  test("every decision is in the audit log, which maintainers read", async () => {
    const { answer } = await answerOf(await auditPage(open, asked(maintainer)), "Audit");
    expect(answer.entries.map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining(["create token", "revoke token", "ban", "accept", "withdraw", "add result"]),
    );
  });
});

test("the operator's file opens the maintainers' doors of this run alone, and is the owner's to read", async () => {
  const access = openOperatorAccess(folder, "http://0.0.0.0:3000");
  const file = readOperatorAccess(folder);
  expect(file?.address).toBe("http://127.0.0.1:3000");
  expect(statSync(join(folder, "operator.json")).mode & 0o777).toBe(0o600);
  expect((await tokenList(open, asked(file?.token ?? ""))).status).toBe(200);
  access.close();
  expect(readOperatorAccess(folder)).toBeNull();
  expect((await tokenList(open, asked(file?.token ?? ""))).status).toBe(401);
});

test("the operator's commands do through the API what they do on the database", async () => {
  const access = openOperatorAccess(folder, "http://127.0.0.1:3000");
  const answerTo = (request: Request) => {
    const { pathname } = new URL(request.url);
    const [, id] = /^\/api\/v1\/admin\/tokens\/(.+)$/.exec(pathname) ?? [];
    if (id !== undefined) return dropToken(open, request, id);
    if (pathname === "/api/v1/admin/decisions") return acceptDecision(open, request);
    return request.method === "POST" ? makeToken(open, request) : tokenList(open, request);
  };
  vi.stubGlobal("fetch", (url: URL, init: RequestInit) => answerTo(new Request(url, init)));
  try {
    const file = readOperatorAccess(folder);
    const remote = remoteAdministration({ address: file?.address ?? "", token: file?.token ?? "" });
    const token = await remote.createToken({ holder: "turing", label: "laptop", scopes: ["submit"] });
    const id = token.split("_")[1] ?? "";
    expect((await remote.listTokens()).find((one) => one.id === id)).toMatchObject({ holder: "turing" });
    const ban = { action: "ban", subject: "turing", reason: "lost laptop" } as const;
    expect(await remote.decide(ban)).toEqual({ decisions: 1, standing: null });
    await expect(remote.decide(ban)).rejects.toThrow("answered 409: turing is banned already");
    const release = { action: "release", subject: "0".repeat(16), reason: "2026-11" } as const;
    await expect(remote.decide(release)).rejects.toThrow("answered 404");
    await expect(remote.decide({ ...release, subject: "turing" })).rejects.toThrow(
      "subject: expected the 16",
    );
    for (const reason of ["November 2026", "0".repeat(16)]) {
      await expect(remote.decide({ ...release, reason })).rejects.toThrow("reason: expected a name such as");
    }
    await remote.revokeToken(id);
    await expect(remote.revokeToken(id)).rejects.toThrow(`no token ${id} that is not revoked already`);
    access.close();
    await expect(remote.listTokens()).rejects.toThrow("answered 401");
  } finally {
    vi.unstubAllGlobals();
  }
});
