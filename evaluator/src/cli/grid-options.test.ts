import { describe, expect, test } from "vitest";
import { listManifests, readManifest } from "../backbones/manifest-file.ts";
import { mismatchOf, ownReadout } from "../cell/backbone-readout.ts";
import { cellRequests, type GridFlags } from "./grid-options.ts";
import { runCommand } from "./run.ts";

async function requested(...options: string[]) {
  const command = runCommand().exitOverride();
  let flags: GridFlags | undefined;
  command.action((given: GridFlags) => {
    flags = given;
  });
  command.parse(["--task", "voc2012", "--data", "d", "--out", "o", ...options], { from: "user" });
  const lines: string[] = [];
  const requests = await cellRequests(flags!, (line) => lines.push(line));
  const cells = requests.map(({ backbone, variant }) => `${backbone} ${variant.readout}`);
  return { cells, lines, budgets: requests.map(({ budget }) => budget) };
}

describe("cells asked for", () => {
  test("FeatUp's features and its readout belong together", async () => {
    const { cells, lines } = await requested(
      ...["--backbone", "dinov2-s-featup", "--variant", "linear-featup"],
    );
    expect(cells).toEqual(["dinov2-s-featup linear-featup"]);
    expect(lines).toEqual([]);
  });

  test("a named readout that does not fit a named backbone is refused, naming both", async () => {
    await expect(requested("--backbone", "dinov2-b", "--variant", "linear-featup")).rejects.toThrow(
      /linear-featup on backbone dinov2-b of family vit: expected a backbone of family featup/,
    );
    await expect(requested("--backbone", "dinov2-s-featup", "--variant", "base,dim-8")).rejects.toThrow(
      /readout base on backbone dinov2-s-featup: features of family featup take readout linear-featup alone/,
    );
  });

  test("every backbone is timed with a readout that it takes", async () => {
    for (const id of await listManifests()) {
      const manifest = await readManifest(id);
      expect(mismatchOf(manifest, ownReadout(manifest)), id).toBeNull();
    }
  });

  test("`all` leaves out what does not fit and says so", async () => {
    const every = await requested("--backbone", "dinov2-b,dinov2-s-featup", "--variant", "all");
    expect(every.cells).toHaveLength(12);
    expect(every.cells).toContain("dinov2-s-featup linear-featup");
    expect(every.cells).not.toContain("dinov2-b linear-featup");
    expect(every.lines).toEqual([
      expect.stringMatching(/^left out: readout linear-featup on backbone dinov2-b /),
      expect.stringMatching(/^left out: readout base on backbone dinov2-s-featup.*; and 10 more$/),
    ]);
    const backbones = await requested("--backbone", "all");
    expect(backbones.cells).toContain("dinov2-b base");
    expect(backbones.cells).not.toContain("dinov2-s-featup base");
    expect(backbones.lines).toHaveLength(1);
  });

  test("a manifest that cannot be read stays for its own cell to fail", async () => {
    expect((await requested("--backbone", "nothing,dct-8")).cells).toEqual(["nothing base", "dct-8 base"]);
  });
});

describe("training of another length", () => {
  const asked = async (...options: string[]) =>
    (await requested("--backbone", "dct-8", ...options)).budgets[0];

  test("has a name of its own and is validated a few times at least", async () => {
    expect(await asked("--iterations", "200", "--batch-size", "8")).toEqual({
      ...{ name: "custom", iterations: 200, batchSize: 8, validationInterval: 50 },
    });
    expect(await asked("--iterations", "60000")).toEqual({
      ...{ name: "custom", iterations: 60_000, batchSize: 32, validationInterval: 250 },
    });
    expect(await asked("--batch-size", "16")).toMatchObject({ name: "custom", iterations: 6000 });
    expect(await asked("--iterations", "3", "--batch-size", "2")).toMatchObject({ validationInterval: 1 });
  });

  test("is the protocol's where that is what was asked for", async () => {
    const full = await asked();
    expect(full).toMatchObject({ name: "full", iterations: 6000, batchSize: 32 });
    expect(await asked("--iterations", "6000", "--batch-size", "32")).toEqual(full);
  });

  test("leaves a smoke run its batches", async () => {
    expect(await asked("--smoke", "--iterations", "20")).toEqual({
      ...{ name: "smoke", iterations: 20, batchSize: 4, validationInterval: 5 },
    });
    await expect(asked("--smoke", "--batch-size", "8")).rejects.toThrow(
      "--batch-size 8: a smoke run has batches of 4; expected no --smoke with it",
    );
    await expect(asked("--batch-size", "0")).rejects.toThrow(/--batch-size/);
  });
});
