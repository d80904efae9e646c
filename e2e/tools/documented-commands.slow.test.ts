import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDatabase } from "#db/open/client.ts";
import { testBundle } from "#db/test/bundle.ts";
import { submitterReceipt } from "#db/test/receipt.ts";
import { insertResult } from "#db/write/insert-result.ts";
import { rowsThenFiles } from "#db/write/rows-then-files.ts";
import { takeSnapshot } from "#db/write/take-snapshot.ts";
import { commandTable } from "./command-table.ts";
import { root } from "./install.mjs";

/** What stands in documents for things that every reader has of his own. */
const names: Record<string, string> = {};
let folder: string;

const evaluator = `${process.execPath} ${join(root, "evaluator/bin/evaluator.mjs")}`;
const operator = `${process.execPath} --import tsx ${join(root, "db/cli.ts")}`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "documented-commands-"));
  mkdirSync(join(folder, "db/maintainers"), { recursive: true });
  const dataDirectory = join(folder, "site");
  const open = await openDatabase({ dataDirectory, url: undefined });
  try {
    const sent = await insertResult(open, testBundle(), submitterReceipt("grace-hopper"));
    if (sent.status !== "created")
      throw new Error(`a made-up result was not stored: ${JSON.stringify(sent)}`);
    const { id: snapshot } = await rowsThenFiles(open, (into) => takeSnapshot(into, new Date()));
    Object.assign(names, { RESULT: sent.id, HOLDER: "grace-hopper", SNAPSHOT: snapshot });
  } finally {
    await open.close();
  }
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true }));

/** The command with what is there in place of what stands for it. */
function concrete(command: string): string {
  const id = command.includes("token revoke") ? names.TOKEN : names.RESULT;
  return command
    .replace(/^npx evaluator/, evaluator)
    .replace(/^npm run db --/, operator)
    .replace("<id>", "dct-16")
    .replace("--images 64", "--images 12")
    .replace(/\bID\b/, id ?? "ID")
    .replace("HOLDER", names.HOLDER ?? "HOLDER")
    .replace("SNAPSHOT", names.SNAPSHOT ?? "SNAPSHOT")
    .replace("backup.jsonl.gz", join(folder, "backup.jsonl.gz"));
}

function run(command: string) {
  const isOperator = command.startsWith("npm run db");
  const { status, stdout, stderr } = spawnSync("/bin/sh", ["-c", concrete(command)], {
    // Manifests lie where the site runs; everything else is written where one stands.
    cwd: isOperator ? root : folder,
    env: {
      ...process.env,
      DATABASE_URL: "",
      DATA_DIR: join(folder, command.includes(" import ") ? "other-site" : "site"),
      MAINTAINERS_DIR: "",
      XDG_CACHE_HOME: join(folder, "cache"),
    },
    encoding: "utf8",
  });
  return { status, output: `${stdout}${stderr}` };
}

/** In the table's order: later ones build on what earlier ones made. */
describe("as it stands in the documents", () => {
  const here = Object.keys(commandTable).filter((command) => "run" in (commandTable[command] ?? {}));
  // The scenes first, then what measures them.
  const ordered = [...here].sort(
    (a, b) => Number(b.includes("data scenes")) - Number(a.includes("data scenes")),
  );

  test.each(ordered)("%s", (command) => {
    const { status, output } = run(command);
    // `doctor` says with 1 that something is missing, which no test can mend.
    expect(command.endsWith("doctor") ? [0, 1] : [0], output).toContain(status);
    const [, token] = /dap_([0-9a-z]{10})_/.exec(output) ?? [];
    if (token) names.TOKEN = token;
  });
});
