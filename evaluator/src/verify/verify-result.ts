import { createHash } from "node:crypto";
import {
  bundleProblems,
  canonicalJson,
  officialFingerprint,
  type Parsed,
  parseBundle,
  type ResultBundle,
} from "../contract/index.ts";
import { oneLine } from "../files/one-line.ts";
import { manifestCheck, weightsCheck } from "./backbone-checks.ts";
import { type Check, differs, notCheckable, ok } from "./check.ts";
import type { Evidence } from "./evidence.ts";
import { readoutChecks } from "./readout-checks.ts";
import type { KnownBackbone } from "./repository.ts";
import { type SignatureFacts, signatureChecks } from "./signature-check.ts";

export interface Verification {
  readonly source: string;
  /** SHA-256 of the canonical bundle; null: it is not even JSON. */
  readonly id: string | null;
  readonly checks: readonly Check[];
}

/** Problems of one check that are listed; a damaged document can have thousands. */
const mostProblems = 20;

function listed(problems: readonly { readonly path: string; readonly message: string }[]): string[] {
  const lines = problems.slice(0, mostProblems).map(({ path, message }) => `${path}: ${message}`);
  const left = problems.length - lines.length;
  return left > 0 ? [...lines, `and ${left} more`] : lines;
}

function jsonOf(
  text: string,
): { readonly value: unknown; readonly canonical: string } | { readonly problem: string } {
  try {
    const value: unknown = JSON.parse(text);
    // Of Infinity, which 1e999 parses to, there is none.
    return { value, canonical: canonicalJson(value) };
  } catch (error) {
    return { problem: oneLine(error) };
  }
}

/** Is it what its name says? A site gives bundles out in canonical form; a file may be laid out otherwise. */
function identityCheck({ text, askedFor }: Evidence, canonical: string, id: string): Check {
  const name = "identity";
  if (askedFor === null) return ok(name, `SHA-256 of the canonical bundle ${id}`);
  const differences = [
    ...(id === askedFor ? [] : [`SHA-256 of the canonical bundle is ${id}; it was asked for as ${askedFor}`]),
    ...(text === canonical ? [] : ["its text is not the canonical form that a site keeps"]),
  ];
  return differs(name, differences, `SHA-256 of the canonical bundle ${id}, as asked for`);
}

function contractCheck(parsed: Parsed<ResultBundle>): Check {
  const problems = parsed.ok ? [] : listed(parsed.problems);
  return differs(
    "contract",
    problems,
    "every field is what the contract says, and undefined resamples are counted",
  );
}

/** Training, numbers of images and scores, beside the protocol, the published sets and their own resamples. */
function numbersCheck(bundle: ResultBundle): Check {
  const agreed =
    "training as the protocol's, images as published sets have, scores where their resamples put them";
  return differs("numbers", listed(bundleProblems(bundle)), agreed);
}

/** What nobody sees in a bundle, said each time. */
const measurement = notCheckable(
  "measurement",
  "that these numbers came out of this software on this data; only measuring again shows it",
);

function datasetCheck({ task, dataset }: ResultBundle): Check {
  const known = officialFingerprint(task, dataset.id);
  if (dataset.distribution === "official" && known !== undefined) {
    const differences =
      known === dataset.fingerprint ? [] : [`fingerprint ${dataset.fingerprint}; expected ${known}`];
    return differs("images", differences, `the published ${dataset.id}, by its fingerprint`);
  }
  return notCheckable(
    "images",
    `that they are ${dataset.id}, ${dataset.distribution}, with the fingerprint ${dataset.fingerprint}`,
  );
}

/**
 * All that can be checked of a result without measuring it, each comparison with its outcome.
 *
 * @param knownBackbone what this evaluator has under an id
 */
export async function verifyResult(
  evidence: Evidence,
  keys: Pick<SignatureFacts, "keys" | "keysFrom">,
  knownBackbone: (id: string) => Promise<KnownBackbone>,
): Promise<Verification> {
  const { source, signatures } = evidence;
  const read = jsonOf(evidence.text);
  if ("problem" in read) {
    return { source, id: null, checks: [differs("contract", [`not JSON: ${read.problem}`], "")] };
  }
  const { canonical } = read;
  const id = createHash("sha256").update(canonical).digest("hex");
  const parsed = parseBundle(read.value);
  const own = parsed.ok ? await bundleChecks(parsed.document, knownBackbone) : [];
  const checks = [
    identityCheck(evidence, canonical, id),
    contractCheck(parsed),
    ...own,
    ...signatureChecks({ id, signatures, ...keys }),
  ];
  return { source, id, checks };
}

async function bundleChecks(
  bundle: ResultBundle,
  knownBackbone: (id: string) => Promise<KnownBackbone>,
): Promise<Check[]> {
  const known = await knownBackbone(bundle.manifest.id);
  return [
    numbersCheck(bundle),
    manifestCheck(bundle, known),
    weightsCheck(bundle, known),
    ...readoutChecks(bundle),
    datasetCheck(bundle),
    measurement,
  ];
}
