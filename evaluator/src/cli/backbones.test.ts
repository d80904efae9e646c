import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { manifestPath, readManifest } from "../backbones/manifest-file.ts";
import { backbonesCommand } from "./backbones.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "backbones-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** What a command prints, and the code that the process would end with. */
async function run(...argv: string[]): Promise<{ readonly text: string; readonly code: unknown }> {
  const lines: string[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((line) => void lines.push(String(line)));
  const before = process.exitCode;
  try {
    await backbonesCommand().exitOverride().parseAsync(argv, { from: "user" });
    return { text: lines.join("\n"), code: process.exitCode };
  } finally {
    process.exitCode = before;
    log.mockRestore();
  }
}

test("list tells what each backbone is and whether its weights are here", async () => {
  await writeFile(join(folder, "vit_base_patch16_224.mae.safetensors"), "");
  const { text } = await run("list", "--weights", folder, "--json");
  const { backbones } = JSON.parse(text);
  const byId = Object.fromEntries(backbones.map((row: { id: string }) => [row.id, row]));
  expect(byId.mae).toMatchObject({
    family: "vit",
    licence: "CC-BY-NC-4.0",
    weights: "here",
    probe: "not-probed",
  });
  expect(byId.dino).toMatchObject({ weights: "not here" });
  expect(byId["dct-8"]).toMatchObject({ parameters: 0, weights: "none", probe: "not-needed" });
  expect((await run("list", "--weights", folder)).text).toMatch(
    /^id +label +family.*\n(.*\n)*\d+ backbones; /,
  );
});

test("show prints a manifest as it stands in the repository", async () => {
  const { text } = await run("show", "mae", "--json");
  expect(JSON.parse(text)).toEqual(await readManifest("mae"));
});

test("validate ends with 2 where something has to be mended, and says it as JSON too", async () => {
  const valid = await run("validate", "mae", "--json");
  expect(valid.code).toBeUndefined();
  expect(JSON.parse(valid.text)).toEqual({
    backbones: [{ id: "mae", file: manifestPath("mae"), problems: [], notes: expect.any(Array) }],
  });
  const path = join(folder, "mine.json");
  await writeFile(path, JSON.stringify({ ...(await readManifest("mae")), licence: "free" }));
  const broken = await run("validate", path, "mae");
  expect(broken.code).toBe(2);
  expect(broken.text).toMatch(/^mae \(.*mine\.json\): 3 to mend\n {2}mend {2}id: "mae", expected .*"mine"\n/);
  expect(broken.text).toMatch(/1 of 2 valid$/);
});
