import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenDatabase } from "#db/open/shared-database.ts";
import { auditEntries } from "#db/read/audit.ts";
import { testBundle } from "#db/test/bundle.ts";
import { openTestDatabase } from "#db/test/database.ts";
import { verifyAudit } from "#db/verify/audit-chain.ts";
import { flushRefusals } from "#db/write/refusal-log.ts";
import { createToken } from "#db/write/tokens.ts";
import { acceptUpload, bundleUpload } from "./accept-upload.ts";

let folder: string;
let open: OpenDatabase;
let token: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "leaderboard-audited-"));
  open = await openTestDatabase(folder);
  token = await createToken(open, { holder: "lab", label: "laptop", scopes: ["submit"], expiresAt: null });
}, 60_000);

afterAll(async () => {
  await open.close();
  rmSync(folder, { recursive: true });
});

function send(body: string, secret = token, path = "/api/v1/results"): Promise<Response> {
  const headers = { authorization: `Bearer ${secret}`, "content-type": "application/json" };
  const request = new Request(`http://127.0.0.1${path}`, { method: "POST", headers, body });
  const quota = { bytes: 1e9, files: 1_000 };
  const settings = { uploadsPerMinute: 1_000, quota, origin: "http://127.0.0.1" };
  return acceptUpload(bundleUpload, open, request, settings);
}

const entries = async () =>
  (await auditEntries(open.db, { limit: 100 })).map(({ actor, action, subject, details }) => ({
    ...{ actor, action, subject, details },
  }));

test("refusals are entries: who, what, why and with which status, without secret and body", async () => {
  await send(JSON.stringify({ ...testBundle(), seed: -1, secretNote: "body" }));
  await send("{", "dap_nobody");
  const [unknown, refused] = await entries();
  expect(refused).toEqual({
    actor: `lab (${token.split("_")[1]})`,
    action: "refuse",
    subject: "POST /api/v1/results",
    details: {
      status: 400,
      reason: expect.stringMatching(/^the bundle has \d+ problems; nothing was stored$/),
    },
  });
  expect(unknown).toMatchObject({ actor: "unknown", details: { status: 401 } });
  const text = JSON.stringify(await entries());
  for (const secret of [token.split("_")[2] ?? "", "secretNote", "dap_nobody"])
    expect(text).not.toContain(secret);
});

test("a flood of refused logins is one entry and one count; a flood of kinds has an end", async () => {
  await flushRefusals(open);
  const before = (await entries()).length;
  for (let i = 0; i < 500; i++) await send("{", `dap_${i}`);
  for (let i = 0; i < 100; i++) await send("{", "dap_nobody", `/api/v1/made-up-${i}`);
  await flushRefusals(open);
  const added = (await entries()).slice(0, -before);
  expect(added.length).toBeLessThan(40);
  const logins = added.filter(({ subject }) => subject === "POST /api/v1/results");
  expect(logins.map(({ action, details }) => [action, details.more])).toEqual([
    ["refuse more", 499],
    ["refuse", undefined],
  ]);
  expect(added.filter(({ subject }) => subject === "others").map(({ details }) => details.more)).toEqual([
    expect.any(Number),
    undefined,
  ]);
  expect((await verifyAudit(open)).problems).toEqual([]);
});
