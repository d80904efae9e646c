import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { copies, execForm, lastStage, variables } from "./dockerfile.ts";
import { root } from "./install.mjs";

/** No container engine is needed: what the image copies is copied, and its own command started there. */

const stage = lastStage(join(root, "Dockerfile"));
let image: string;
let data: string;

beforeAll(() => {
  image = mkdtempSync(join(tmpdir(), "dense-probing-image-"));
  data = mkdtempSync(join(tmpdir(), "dense-probing-data-"));
  for (const { sources, to } of copies(stage)) {
    for (const source of sources) {
      const isFolder = to.endsWith("/");
      const target = isFolder ? join(image, to, basename(source)) : join(image, to);
      mkdirSync(join(target, ".."), { recursive: true });
      // The build stage lies at /site, as the checkout does here.
      const from = join(root, source.replace(/^\/site\//, ""));
      cpSync(from, target, { recursive: true, filter: (path) => basename(path) !== "node_modules" });
    }
  }
  symlinkSync(join(root, "node_modules"), join(image, "node_modules"));
});

afterAll(() => {
  rmSync(image, { recursive: true });
  rmSync(data, { recursive: true });
});

/** Names of all files. */
const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).sort().join("\n");

test("the image's files are enough to serve a healthy site, and the site writes to none of them", async () => {
  expect(existsSync(join(root, ".next/BUILD_ID")), "run `npm run build` first").toBe(true);
  const before = filesIn(image);
  const [, ...args] = execForm(stage, "CMD");
  // As in a container: none of this shell's own variables.
  const own = { NODE_ENV: "production" as const, PATH: process.env.PATH };
  const environment = { ...own, ...variables(stage), DATA_DIR: data, HOST: "127.0.0.1", PORT: "0" };
  const site = spawn(process.execPath, args, {
    cwd: image,
    env: environment,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<number | null>((resolve) => site.once("close", resolve));
  try {
    const address = await new Promise<string>((resolve, reject) => {
      let printed = "";
      site.stdout.setEncoding("utf8").on("data", (text: string) => {
        printed += text;
        const found = /^serving (\S+)$/m.exec(printed)?.[1];
        if (found) resolve(found);
      });
      void ended.then((code) => reject(new Error(`ended with ${code}:\n${printed}`)));
    });
    const [, ...check] = execForm(stage, "HEALTHCHECK");
    const { status } = spawnSync(process.execPath, check, {
      env: { ...own, PORT: new URL(address).port },
    });
    expect(status).toBe(0);
    for (const path of ["/", "/backbones/dinov2-b", "/backbones", "/api/v1/boards/paper"]) {
      expect((await fetch(address + path)).status, path).toBe(200);
    }
  } finally {
    site.kill("SIGTERM");
  }
  expect(await ended).toBe(0);
  expect(filesIn(image)).toBe(before);
});

test("the packages that its command loads are not development's", () => {
  const { dependencies } = createRequire(import.meta.url)(join(root, "package.json"));
  for (const name of ["tsx", "next", "pg", "@electric-sql/pglite"])
    expect(dependencies).toHaveProperty([name]);
});

test.each(["Dockerfile", "evaluator/Dockerfile"])("%s copies what the checkout has", (file) => {
  for (const { from, sources } of copies(lastStage(join(root, file)))) {
    if (from !== undefined) continue;
    for (const source of sources) expect(existsSync(join(root, source)), source).toBe(true);
  }
});

test("the evaluator's image runs the evaluator, which hears of the commit that its builder states", () => {
  const evaluator = lastStage(join(root, "evaluator/Dockerfile"));
  const [program, file = "", ...rest] = execForm(evaluator, "ENTRYPOINT");
  expect([program, rest]).toEqual(["node", []]);
  expect(evaluator).toContainEqual({ name: "ARG", text: "EVALUATOR_COMMIT=" });
  expect(variables(evaluator)).toMatchObject({ EVALUATOR_COMMIT: "$EVALUATOR_COMMIT" });
  const run = (EVALUATOR_COMMIT: string) =>
    // The image's /evaluator is the checkout.
    spawnSync(process.execPath, [join(root, file.replace(/^\/evaluator\//, "")), "--help"], {
      env: { NODE_ENV: "production", PATH: process.env.PATH, ...variables(evaluator), EVALUATOR_COMMIT },
      encoding: "utf8",
    });
  expect(run("")).toMatchObject({ status: 0, stderr: "" });
  expect(run("main")).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/^error: EVALUATOR_COMMIT is "main"/),
  });
});
