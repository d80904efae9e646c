import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseEnvironment } from "#db/open/env.ts";
import { root } from "./install.mjs";

const unit = readFileSync(join(root, "app/_server/leaderboard.service"), "utf8");
const settingOf = (name: string) => new RegExp(`^${name}=(.*)$`, "m").exec(unit)?.[1] ?? "";
const scripts = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).scripts;

test("the unit starts what `npm run serve` does, in production", () => {
  const [, mode, command] = /^exec env (NODE_ENV=production) node (.*)$/.exec(scripts.serve) ?? [];
  expect(settingOf("ExecStart")).toBe(`/usr/bin/node ${command}`);
  expect(settingOf("Environment").split(" ")).toContain(mode);
});

test("its settings are the site's, and what it writes lies where it may write", () => {
  const settings = Object.fromEntries(
    settingOf("Environment")
      .split(" ")
      .map((one) => one.split("=")),
  );
  const { NODE_ENV: _, ...own } = settings;
  expect(parseEnvironment(own)).toMatchObject({ ...own, METRICS_PORT: Number(own.METRICS_PORT) });
  expect(settings.DATA_DIR).toBe(`/var/lib/${settingOf("StateDirectory")}`);
  expect(settingOf("ProtectSystem")).toBe("strict");
});
