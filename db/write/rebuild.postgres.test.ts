import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openTestDatabase } from "../test/database.ts";
import { rebuildResults, ServedDatabaseError } from "./rebuild.ts";

test("no rebuild beside a server, until that has ended", async () => {
  const folder = mkdtempSync(join(tmpdir(), "leaderboard-served-"));
  const open = await openTestDatabase(folder);
  const serving = await open.listen(() => {});
  await expect(rebuildResults(open)).rejects.toThrow(ServedDatabaseError);
  await serving.stop();
  expect(await rebuildResults(open)).toMatchObject({ added: 0 });
  await open.close();
  rmSync(folder, { recursive: true });
});
