import { z } from "zod";

/** What the check found of a request: all that passes from the workflow that reads it to the one that comments. */

/** Where manifests and their keys lie, and nothing else. */
export const manifestsFolder = "evaluator/manifests/";

export const mostOthers = 10_000;
export const mostPathCharacters = 4096;

const text = z.string().max(4000);

const smokeSchema = z.discriminatedUnion("state", [
  z.strictObject({
    state: z.literal("measured"),
    /** Untrained: drawn from a seed, which says that the network runs and nothing of how good it is. */
    weights: z.enum(["untrained", "published", "no"]),
    task: z.string().max(64),
    label: z.string().max(64),
    value: z.number(),
    digits: z.number().int().min(0).max(8),
    unit: z.enum(["percent", "fraction", "metre", "nat"]),
    better: z.enum(["higher", "lower"]),
    iterations: z.number().int().nonnegative(),
    images: z.number().int().nonnegative(),
    /** Wall clock of the whole cell, seconds. */
    seconds: z.number().nonnegative(),
  }),
  z.strictObject({ state: z.literal("left out"), why: text }),
]);

const candidateSchema = z.strictObject({
  id: z.string().max(64),
  /** Of the manifest; the submitter's own words. */
  label: z.string().max(200).nullable(),
  problems: z.array(text).max(1000),
  notes: z.array(text).max(1000),
  smoke: smokeSchema,
});

export const reportSchema = z.strictObject({
  version: z.literal(1),
  /** Of the pull request; null: a range of commits that is no request. */
  number: z.number().int().positive().nullable(),
  head: z.string().regex(/^[0-9a-f]{40,64}$/),
  candidates: z.array(candidateSchema).max(16),
  others: z.array(z.strictObject({ path: z.string().max(mostPathCharacters), why: text })).max(mostOthers),
});

export type Smoke = z.infer<typeof smokeSchema>;
export type CandidateReport = z.infer<typeof candidateSchema>;
export type Report = z.infer<typeof reportSchema>;

export const mostReportBytes = 8 * 1024 * 1024;

/** A file among the manifests that is none of a candidate's, as one with a wrong name, counts too: who sent it waits for a word. */
export const isAboutBackbones = ({ candidates, others }: Report): boolean =>
  candidates.length > 0 || others.some(({ path }) => path.startsWith(manifestsFolder));

/** Anything to mend before a merge? */
export const isRefused = (report: Report): boolean =>
  report.candidates.some(({ problems }) => problems.length > 0) ||
  (isAboutBackbones(report) && report.others.length > 0);
