import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { readJsonFile } from "../files/json-file.ts";
import type { CaseResult } from "./case-result.ts";
import type { Comparison } from "./comparison.ts";
import { checkAveragePrecision } from "./metrics/detection.ts";
import { checkKMeans, checkPrincipalComponents } from "./metrics/features.ts";
import { checkMasks, checkResampling } from "./metrics/images.ts";
import { checkFocalLoss, checkSigLoss } from "./metrics/losses.ts";
import {
  checkAdjustedRandIndex,
  checkBoundary,
  checkDepth,
  checkSemanticSegmentation,
} from "./metrics/pixel-metrics.ts";
import {
  checkBootstrap,
  checkPareto,
  checkRanks,
  checkSimultaneousRanks,
  checkSpearman,
} from "./metrics/statistics.ts";
import { checkBoundaryTarget, checkCenters } from "./metrics/targets.ts";

/** Computes a case's numbers from its input and compares them; throws where the input is not understood. */
type CaseCheck = (input: unknown, expected: unknown) => Comparison | Promise<Comparison>;

const checks: ReadonlyMap<string, CaseCheck> = new Map<string, CaseCheck>([
  ["ari.json", checkAdjustedRandIndex],
  ["bootstrap.json", checkBootstrap],
  ["boundary.json", checkBoundary],
  ["boundary_target.json", checkBoundaryTarget],
  ["centernet.json", checkCenters],
  ["coco_ap.json", checkAveragePrecision],
  ["coco_masks.json", checkMasks],
  ["depth.json", checkDepth],
  ["focal.json", checkFocalLoss],
  ["kmeans.json", checkKMeans],
  ["pareto.json", checkPareto],
  ["pca.json", checkPrincipalComponents],
  ["ranks.json", checkRanks],
  ["resample.json", checkResampling],
  ["semseg.json", checkSemanticSegmentation],
  ["sigloss.json", checkSigLoss],
  ["simultaneous_ranks.json", checkSimultaneousRanks],
  ["spearman.json", checkSpearman],
]);

const caseList = z
  .array(z.strictObject({ name: z.string().min(1), input: z.unknown(), expected: z.unknown() }))
  .min(1);

/**
 * Checks every case of a folder of metric cases: one JSON file a metric, each a list of `{name, input, expected}`.
 * A file, a case or an expected field that is not known here is a failed case, never a skipped one.
 */
export async function* checkMetrics(dir: string): AsyncGenerator<CaseResult> {
  for (const file of (await readdir(dir)).sort()) {
    if (file.endsWith(".md")) continue;
    const check = checks.get(file);
    if (!check) {
      yield failed(file, `no such metric here; known: ${[...checks.keys()].join(", ")}`);
      continue;
    }
    yield* checkFile(join(dir, file), file, check);
  }
}

async function* checkFile(path: string, file: string, check: CaseCheck): AsyncGenerator<CaseResult> {
  let cases: z.infer<typeof caseList>;
  try {
    cases = caseList.parse(await readJsonFile(path, "cases of a metric"));
  } catch (error) {
    yield failed(file, messageOf(error));
    return;
  }
  for (const { name, input, expected } of cases) {
    const label = `${file.replace(/\.json$/, "")}/${name}`;
    try {
      yield verdict(label, await check(input, expected));
    } catch (error) {
      yield failed(label, messageOf(error));
    }
  }
}

function verdict(name: string, found: Comparison): CaseResult {
  const problems = found.compared === 0 ? ["the case expects nothing"] : found.problems;
  return {
    group: "metrics",
    name,
    passed: problems.length === 0,
    worstError: found.worstError,
    tolerance: found.tolerance,
    detail: problems.join("; "),
  };
}

function failed(name: string, detail: string): CaseResult {
  return { group: "metrics", name, passed: false, worstError: null, tolerance: null, detail };
}

function messageOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error).replaceAll("\n", " ");
  return error instanceof Error ? error.message : String(error);
}
