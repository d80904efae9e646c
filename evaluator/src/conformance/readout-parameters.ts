/** Checks parameter counts and initial distributions against params.json of the reference cases. */
import { z } from "zod";
import type { ReadoutId } from "../contract/index.ts";
import { readJsonFile } from "../files/json-file.ts";
import type { ReadoutConfig } from "../readout/config.ts";
import { parameterCounts, parameterFacts } from "../readout/parameters.ts";
import { readoutConfig } from "../readout/variants.ts";
import type { CaseResult } from "./case-result.ts";

const taskSchema = z.object({
  outputs: z.array(z.number()),
  cnnChannels: z.number().optional(),
  outBias: z.number().optional(),
});
const countsSchema = z.object({
  published: z.number(),
  effective: z.number(),
  printed: z.number().optional(),
});
const initialSchema = z.object({
  shape: z.array(z.number()),
  kind: z.string(),
  value: z.number().optional(),
  centre: z.number().optional(),
  bound: z.number().optional(),
});
const parametersSchema = z.object({
  tasks: z.record(z.string(), taskSchema),
  counts: z.record(z.string(), z.record(z.string(), z.record(z.string(), countsSchema))),
  table5: z.object({ computed: z.record(z.string(), z.number()), printed: z.record(z.string(), z.number()) }),
  initial: z.record(z.string(), z.union([z.string(), z.record(z.string(), initialSchema)])),
});
type Reference = z.infer<typeof parametersSchema>;

/** Names of the reference files for our readouts. */
const readoutOfVariant: Readonly<Record<string, ReadoutId>> = {
  base: "base",
  dim8: "dim-8",
  dim24: "dim-24",
  heads4: "heads-4",
  "no-mask": "no-mask",
  "shared-sigma": "shared-sigma",
  "no-ffn": "no-ffn",
  "no-cnn": "no-cnn",
  "only-mask": "only-mask",
  bicubic: "bicubic",
  cnn: "transposed-convolution",
  linear: "linear-featup",
};

export async function* checkParameterCounts(path: string): AsyncGenerator<CaseResult> {
  const reference = parametersSchema.parse(await readJsonFile(path, "counts of parameters"));
  for (const variant of Object.keys(reference.counts)) yield checkVariant(reference, variant);
  yield checkTable5(reference);
  for (const [name, expected] of Object.entries(reference.initial)) {
    if (typeof expected !== "string") yield checkInitial(reference, name, expected);
  }
}

function result(name: string, problems: readonly string[], checked: number): CaseResult {
  const passed = problems.length === 0 && checked > 0;
  const detail = passed ? `${checked} numbers` : problems.slice(0, 3).join("; ") || "nothing to check";
  return { group: "readout", name, passed, worstError: problems.length, tolerance: 0, detail };
}

function configsOf(reference: Reference, variant: string, task: string, featureDim: number): ReadoutConfig[] {
  const readout = readoutOfVariant[variant];
  const facts = reference.tasks[task];
  if (!readout || !facts) throw new Error(`unknown ${readout ? `task ${task}` : `variant ${variant}`}`);
  return facts.outputs.map((outputs) =>
    readoutConfig({
      readout,
      maskForm: "paper",
      featureDim,
      featureGrid: [14, 14],
      queryGrid: [28, 28],
      outputs,
      ...(facts.cnnChannels ? { cnnChannels: facts.cnnChannels } : {}),
      ...(facts.outBias ? { outputBias: facts.outBias } : {}),
    }),
  );
}

function checkVariant(reference: Reference, variant: string): CaseResult {
  const name = `parameter counts of ${variant}`;
  if (!readoutOfVariant[variant]) return result(name, [`unknown variant ${variant}`], 0);
  const problems: string[] = [];
  let checked = 0;
  for (const [featureDim, tasks] of Object.entries(reference.counts[variant])) {
    for (const [task, expected] of Object.entries(tasks)) {
      const found = parameterCounts(configsOf(reference, variant, task, Number(featureDim)));
      const printed =
        expected.printed === undefined ||
        Math.round(found.published / 1000) === Math.round(1000 * expected.printed);
      checked += 1;
      if (found.published !== expected.published || found.effective !== expected.effective || !printed) {
        problems.push(
          `${task} at D' = ${featureDim}: ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`,
        );
      }
    }
  }
  return result(name, problems, checked);
}

const table5Tasks = ["object-detection", "voc2012", "nyuv2-depth"];
const table5Dim = 768;

/** Summed published counts, percent of the base readout. */
function checkTable5({ table5, ...reference }: Reference): CaseResult {
  const sum = (variant: string): number =>
    table5Tasks.reduce(
      (total, task) =>
        total + parameterCounts(configsOf({ table5, ...reference }, variant, task, table5Dim)).published,
      0,
    );
  const problems = Object.entries(table5.computed).flatMap(([variant, expected]) => {
    const found = (100 * sum(variant)) / sum("base");
    const printed = table5.printed[variant];
    const agrees =
      Math.abs(found - expected) < 1e-9 && (printed === undefined || Math.round(found) === printed);
    return agrees ? [] : [`${variant}: ${found}, expected ${expected} (printed ${printed})`];
  });
  return result("relative parameters of Table 5", problems, Object.keys(table5.computed).length);
}

/** Names look like vit-b-voc2012-no-ffn: backbone, task, variant. */
function checkInitial(
  reference: Reference,
  name: string,
  expected: Readonly<Record<string, z.infer<typeof initialSchema>>>,
): CaseResult {
  const label = `initial distributions of ${name}`;
  const task = Object.keys(reference.tasks).find((one) => name.startsWith(`vit-b-${one}`));
  if (!task) return result(label, [`unknown case ${name}`], 0);
  const variant = name.slice(`vit-b-${task}-`.length) || "base";
  if (!readoutOfVariant[variant]) return result(label, [`unknown variant ${variant}`], 0);
  const [config] = configsOf(reference, variant, task, table5Dim);
  const facts = new Map(parameterFacts(config).map((one) => [one.name, one]));
  const problems = Object.entries(expected).flatMap(([parameter, wanted]) => {
    const found = facts.get(parameter);
    facts.delete(parameter);
    const { kind, ...numbers } = found?.initial ?? { kind: "missing" };
    const given: Record<string, unknown> = { ...numbers };
    const agrees =
      kind === wanted.kind &&
      String(found?.shape) === String(wanted.shape) &&
      (["value", "centre", "bound"] as const).every(
        (key) => wanted[key] === undefined || Math.abs(wanted[key] - Number(given[key])) < 1e-12,
      );
    return agrees ? [] : [`${parameter}: ${JSON.stringify(found)}, expected ${JSON.stringify(wanted)}`];
  });
  const extra = [...facts.keys()].map((parameter) => `${parameter}: not expected`);
  return result(label, [...problems, ...extra], Object.keys(expected).length);
}
