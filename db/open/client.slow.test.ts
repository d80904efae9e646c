import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { seedPaper } from "../write/seed.ts";
import { openDatabase } from "./client.ts";
import { FolderLockedError, lockFolder } from "./folder-lock.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "leaderboard-client-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe("lockFolder", () => {
  test("refuses a second holder by name, and opens after release", () => {
    const lock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(FolderLockedError);
    expect(() => lockFolder(folder)).toThrow(`process ${process.pid} on ${hostname()}`);
    lock.release();
    lockFolder(folder).release();
  });

  test("refuses while another process holds it, and takes over after that was killed", async () => {
    const source = `
      import { lockFolder } from ${JSON.stringify(join(import.meta.dirname, "folder-lock.ts"))};
      lockFolder(process.argv[1]);
      process.stdout.write("held");
      setInterval(() => {}, 1000);
    `;
    const child = spawn(
      process.execPath,
      ["--import", "tsx", "--input-type=module", "--eval", source, "--", folder],
      {
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    await new Promise((resolve) => child.stdout.once("data", resolve));
    expect(() => lockFolder(folder)).toThrow(`process ${child.pid} `);
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
    lockFolder(folder).release();
  });

  test("takes over from a process id that now belongs to another process", () => {
    const lock = lockFolder(folder);
    const file = join(folder, "database.lock");
    const holder = JSON.parse(readFileSync(file, "utf8"));
    lock.release();
    writeFileSync(file, JSON.stringify({ ...holder, startedAt: "1" }));
    lockFolder(folder).release();
  });

  test("never takes over from another machine", () => {
    const file = join(folder, "database.lock");
    writeFileSync(file, JSON.stringify({ pid: 1, startedAt: "1", host: "elsewhere", command: "serve" }));
    expect(() => lockFolder(folder)).toThrow("delete that file if that machine is gone");
  });

  test("a lock whose holder's name is not written yet is respected", () => {
    writeFileSync(join(folder, "database.lock"), "");
    expect(() => lockFolder(folder)).toThrow("no readable name");
  });
});

describe("openDatabase", () => {
  test("migrates an empty folder, keeps its rows, refuses a second opening", async () => {
    const location = { dataDirectory: folder, url: undefined };
    const first = await openDatabase(location);
    const added = await seedPaper(first.db);
    await expect(openDatabase(location)).rejects.toThrow(FolderLockedError);
    await first.close();
    const second = await openDatabase(location);
    const counted = await second.db.execute(sql`select count(*)::int as n from results`);
    expect(counted).toMatchObject({ rows: [{ n: added }] });
    await second.close();
  });
});
