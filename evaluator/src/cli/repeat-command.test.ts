import { resolve } from "node:path";
import { expect, test } from "vitest";
import { baseVariant, type CellRequest, customBudget, fullBudget, smokeBudget } from "../cell/request.ts";
import { shellCommand } from "../files/shell-command.ts";
import { repeatCommand } from "../grid/repeat-command.ts";
import { cellRequests, type GridFlags } from "./grid-options.ts";
import { runCommand } from "./run.ts";
import { workArguments, workCommand } from "./work.ts";
import { repeating } from "./worker-options.ts";

/** The words of a command that quotes none of them. */
async function requested(command: string): Promise<readonly CellRequest[]> {
  const [, , ...words] = command.split(" ");
  let flags: GridFlags | undefined;
  const parsed = runCommand().exitOverride();
  parsed.action((given: GridFlags) => {
    flags = given;
  });
  parsed.parse(words, { from: "user" });
  return cellRequests(flags!, () => {});
}

const plain = { backbone: "dct-16", task: "voc2012", seed: 3, variant: baseVariant } as const;
const cells: CellRequest[] = [
  { ...plain, budget: fullBudget("voc2012") },
  { ...plain, budget: smokeBudget("voc2012", 7) },
  { ...plain, task: "nyuv2-depth", budget: customBudget("nyuv2-depth", { iterations: 90, batchSize: 8 }) },
  {
    ...plain,
    ...{ task: "boundaries", budget: fullBudget("boundaries") },
    variant: { ...baseVariant, maskForm: "released", inputResize: "nearest", learningRate: 0.002 },
  },
  {
    ...{ ...plain, budget: fullBudget("voc2012") },
    variant: { ...baseVariant, readout: "bicubic", baselineDim: 48, resolution: "higher" },
  },
];

test.each(cells)(
  "the command that repeats a cell asks for this very cell: $task $budget.name",
  async (cell) => {
    const command = repeatCommand(cell, ["--data", "/data", "--out", "/out"]);
    expect(await requested(command)).toEqual([cell]);
  },
);

test("words that a shell would take apart are quoted", () => {
  expect(shellCommand(["evaluator", "a b", "it's", "--x=1"])).toBe("evaluator 'a b' 'it'\\''s' --x=1");
});

test("what was typed of engine, cache and takeover goes on to workers and to the commands that repeat cells", () => {
  const command = runCommand().exitOverride();
  command.action(() => {});
  const grid = ["--backbone", "dct-16", "--task", "voc2012", "--data", "d", "--out", "o", "--smoke"];
  const typed = ["--threads", "2", "--cache", "c", "--takeover-after", "30", "--no-wait"];
  command.parse([...grid, ...typed], { from: "user" });
  const place = { data: "/d", out: "/o" };
  const args = workArguments(command, place, "/cells.json");
  expect(args).toEqual([
    ...["work", "--cells", "/cells.json", "--data", "/d", "--out", "/o"],
    ...["--threads", "2", "--cache", resolve("c"), "--takeover-after", "30", "--no-wait"],
  ]);
  const worker = workCommand().exitOverride();
  worker.action(() => {});
  worker.parse(args.slice(1), { from: "user" });
  expect(worker.opts()).toMatchObject({
    cells: "/cells.json",
    threads: "2",
    takeoverAfter: "30",
    wait: false,
  });
  const request = { ...plain, budget: fullBudget("voc2012") };
  expect(repeating(command, place)({ request } as Parameters<ReturnType<typeof repeating>>[0])).toBe(
    `evaluator run --backbone dct-16 --task voc2012 --seeds 3 --data /d --out /o --threads 2 --cache ${resolve("c")}`,
  );
});
