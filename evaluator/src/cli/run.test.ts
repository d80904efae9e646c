import { describe, expect, test } from "vitest";
import { cellRequests, type GridFlags, runCommand } from "./run.ts";

async function requested(...options: string[]) {
  const command = runCommand().exitOverride();
  let flags: GridFlags | undefined;
  command.action((given: GridFlags) => {
    flags = given;
  });
  command.parse(["--task", "voc2012", "--data", "d", "--out", "o", ...options], { from: "user" });
  const lines: string[] = [];
  const requests = await cellRequests(flags!, (line) => lines.push(line));
  return { cells: requests.map(({ backbone, variant }) => `${backbone} ${variant.readout}`), lines };
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
