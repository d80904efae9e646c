import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { readManifest } from "../backbones/manifest-file.ts";
import { annotation, boxOutline, image, plain, writeCoco } from "../data/coco-cases.fixture.ts";
import { generateScenes } from "../scenes/generate.ts";
import { runChild } from "../setup/child-process.ts";
import { main } from "./main.ts";

const folder = mkdtempSync(join(tmpdir(), "evaluator-main-"));
const scenes = join(folder, "scenes");
const file = join(folder, "file");
const environment = { ...process.env, EVALUATOR_CACHE: join(folder, "cache") };
const binary = fileURLToPath(new URL("../../bin/evaluator.mjs", import.meta.url));

beforeAll(async () => {
  writeFileSync(file, "");
  await generateScenes({ out: scenes, images: 4, seed: 3 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => {
  process.exitCode = undefined;
  vi.restoreAllMocks();
});

const smoke = ["--smoke", "--iterations", "2", "--engine", "onnxruntime", "--no-pilot"];
const cell = ["--backbone", "dct-16", "--task", "voc2012", "--data", scenes, ...smoke];

test.each([
  ["run", [...cell, "--data", "nowhere"]],
  ["artefacts", ["no.json", "--data", scenes]],
  ["sizes", ["no.json", "--data", scenes]],
  ["speed", ["--backbone", "dct-16"]],
  ["data", ["fetch", "voc2012", "--accept-terms"]],
])("%s: an --out that is a file is refused before anything else", async (command, options) => {
  const error = vi.spyOn(console, "error").mockReturnValue();
  vi.spyOn(console, "log").mockReturnValue();
  await main(["node", "evaluator", command, ...options, "--out", file]);
  expect(error.mock.calls).toEqual([
    [`error: --out ${file}: is no folder; expected a folder, or a path where one can be made`],
  ]);
  expect(process.exitCode).toBe(2);
});

test("a backbone given as a path: files, titles and summaries have its manifest's id, all below --out", async () => {
  const log = vi.spyOn(console, "log").mockReturnValue();
  const manifests = join(folder, "elsewhere", "manifests");
  mkdirSync(manifests, { recursive: true });
  const manifest = join(manifests, "mine.json");
  writeFileSync(manifest, JSON.stringify({ ...(await readManifest("dct-16")), id: "dct-mine" }));
  const out = join(folder, "by-path");
  const cache = join(folder, "cache");
  for (const command of ["run", "plan"]) {
    const options = [...cell, "--backbone", manifest, "--out", out, "--cache", cache, "--json"];
    await main(["node", "evaluator", command, ...options]);
  }
  const [run, plan] = log.mock.calls.map(([text]) => JSON.parse(text));
  expect(run.cells[0]).toMatchObject({ cell: "dct-mine voc2012 seed 0 smoke 2", state: "measured" });
  expect(plan.cells[0].backbone).toBe("dct-mine");
  const names = readdirSync(out).filter((name) => !name.startsWith("."));
  expect(names).toEqual([
    expect.stringMatching(/^dct-mine\.voc2012\.base\.seed0\.\w{12}\.json$/),
    expect.stringMatching(/^dct-mine\..*\.readout$/),
  ]);
  expect(readdirSync(manifests)).toEqual(["mine.json"]);
});

const boxOnly = { images: plain(2, 100).images, annotations: [annotation(1, 100, { segmentation: [] })] };
const tiny = {
  images: [image(100, "100.jpg")],
  annotations: [annotation(1, 100, { bbox: [40, 20, 8, 8], segmentation: [boxOutline(40, 20, 8, 8)] })],
};
const unfit = [
  [
    "a test object without an outline",
    "own",
    "segmentation",
    boxOnly,
    /val2017\.json: annotation 1 at byte \d+: segmentation is \[\], a box/,
  ],
  [
    "no large object among the test images",
    "coco2017",
    "object-detection",
    tiny,
    /none of 1 test images has objects of 9216 square pixels/,
  ],
] as const;

test.each(unfit)(
  "%s: run, plan and verify say so and end with 2, nothing is trained",
  async (_, id, task, tested, message) => {
    const root = await writeCoco(plain(4), tested);
    const out = join(folder, "unfit");
    const options = ["--backbone", "dct-16", "--task", task, "--data", root, "--out", out, ...smoke];
    for (const args of [
      ["run", ...options],
      ["run", ...options, "--seeds", "0,1"],
      ["plan", ...options],
      ["data", "verify", id, "--data", root],
    ]) {
      const [error, log] = [vi.spyOn(console, "error"), vi.spyOn(console, "log")].map((spy) =>
        spy.mockReturnValue(),
      );
      await main(["node", "evaluator", ...args]);
      const said = [...error.mock.calls, ...log.mock.calls].flat().join("\n");
      expect(said, args.join(" ")).toMatch(message);
      // A set of which another task can be measured is told of, and no wrong one.
      const fit = args[1] === "verify" && task === "object-detection";
      expect(process.exitCode, args.join(" ")).toBe(fit ? undefined : 2);
      process.exitCode = undefined;
      vi.restoreAllMocks();
    }
    // Nothing but who tried.
    expect(existsSync(out) ? readdirSync(out) : [".leases"]).toEqual([".leases"]);
    rmSync(root, { recursive: true });
  },
);

test("a disk that fills up while a cell trains: one line names file and need, no result has its name", async () => {
  const out = join(folder, "full");
  // A limit on file size stands for the disk's end; a checkpoint is larger, an image's features are not.
  const limited = `ulimit -f 256; exec "$0" "$@"`;
  const args = ["-c", limited, process.execPath, binary, "run", ...cell, "--out", out];
  const { exitCode, stderr } = await runChild("bash", args, { environment });
  expect(stderr.trimEnd().split("\n").at(-1)).toMatch(
    /^error: .*full\/\.work\/\w+\.1\.checkpoint: no room for \d+ bytes \(EFBIG\); expected a disk with space left$/,
  );
  expect(exitCode).toBe(2);
  expect(readdirSync(out)).toEqual([".leases", ".work"]);
  expect(readdirSync(join(out, ".work"))).toEqual([]);
});

test("output that goes nowhere ends a command without a stack", async () => {
  const full = existsSync("/dev/full");
  const args = [
    "-c",
    `"$0" "$@" > ${full ? "/dev/full" : "/dev/null"}`,
    process.execPath,
    binary,
    "data",
    "list",
  ];
  const { exitCode, stderr } = await runChild("bash", args, { environment });
  expect(stderr).toBe(full ? "error: standard output: ENOSPC: no space left on device, write\n" : "");
  expect(exitCode).toBe(full ? 1 : 0);
});

test("upload --corrects: takes an id, of one measurement alone", async () => {
  vi.stubEnv("EVALUATOR_TOKEN", "dap_x_y");
  const error = vi.spyOn(console, "error").mockReturnValue();
  const signature = join(folder, "signature.json");
  writeFileSync(
    signature,
    JSON.stringify({
      ...{ payloadType: "application/vnd.in-toto+json", payload: "e30=" },
      signatures: [{ keyid: "a".repeat(64), sig: "YQ==" }],
    }),
  );
  const upload = async (path: string, id: string) => {
    error.mockClear();
    await main(["node", "evaluator", "upload", path, "--site", "http://127.0.0.1:9", "--corrects", id]);
    expect(process.exitCode).toBe(2);
    return error.mock.calls.join("\n");
  };
  try {
    expect(await upload(signature, "latest")).toBe(
      'error: --corrects "latest"; expected an id of 64 hexadecimal digits, as the site shows it',
    );
    expect(await upload(signature, "0".repeat(64))).toBe(
      "error: --corrects: to send: attestation; expected one result or speed measurement alone",
    );
  } finally {
    vi.unstubAllEnvs();
  }
});
