import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Manifest } from "evaluator";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { goldenFolder, goldenManifest } from "../backbones/golden-case.fixture.ts";

const readme = await readFile(new URL("../../../README.md", import.meta.url), "utf8");
/** The README's own program, in a project that has the evaluator among its modules, and more after it. */
const program = `
${/```js\n(.+?)```/s.exec(readme)?.[1]}
import { InputError, extractFeatures } from "evaluator";

const again = await openBackbone(manifest, { seed: 0 });
const written = await extractFeatures(again, {
  images: "images",
  out: "features.safetensors",
  precision: "float16",
  onDamaged: "stop",
});
await again[Symbol.asyncDispose]();
const refused = await readManifest("nothing").catch((error) => error instanceof InputError);
console.log(JSON.stringify({ length: features.length, written, refused }));
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "library-"));
  await mkdir(join(folder, "node_modules"));
  await symlink(fileURLToPath(new URL("../../", import.meta.url)), join(folder, "node_modules", "evaluator"));
  await mkdir(join(folder, "images"));
  const picture = sharp({ create: { width: 30, height: 20, channels: 3, background: "teal" } });
  for (const name of ["images/1.png", "images/2.png", "photo.jpg"]) {
    await picture.clone().toFile(join(folder, name));
  }
  await copyFile(join(goldenFolder, "vit.safetensors"), join(folder, "own.safetensors"));
  const { family, options, inputSize, mean, std }: Manifest = await goldenManifest("vit");
  const own = { private: true, weights: "own.safetensors", family, options, inputSize, mean, std };
  await writeFile(join(folder, "own.json"), JSON.stringify(own));
  await writeFile(join(folder, "program.mjs"), program);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("a plain Node program imports the evaluator", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ["program.mjs"], { cwd: folder });
  expect(JSON.parse(stdout)).toMatchObject({
    length: 48 * 16,
    written: { state: "computed", shape: [2, 48, 4, 4] },
    refused: true,
  });
});
