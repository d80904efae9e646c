import { Command } from "commander";
import { readableLine } from "../contract/index.ts";
import type { Check } from "../verify/check.ts";
import type { Evidence } from "../verify/evidence.ts";
import { fetchEvidence } from "../verify/fetch-evidence.ts";
import { readEvidence } from "../verify/read-evidence.ts";
import { knownBackbone } from "../verify/repository.ts";
import { publishedAsTrusted, readTrustedKey, type TrustedKey } from "../verify/trusted-keys.ts";
import { type Verification, verifyResult } from "../verify/verify-result.ts";
import { exitDiffers } from "./exit-codes.ts";
import { interruptSignal } from "./interrupt.ts";

interface VerifyFlags {
  readonly key: readonly string[];
  readonly json?: true;
}

/** `evaluator verify`: what anybody can check of a result without measuring it again. */
export function verifyCommand(): Command {
  return new Command("verify")
    .description("check a result bundle and its signatures, from a file or from a site")
    .argument("<result>", "bundle file, or its address: https://SITE/api/v1/results/<SHA-256>")
    .option("--key <file>", "public key that has to have signed it, PEM; may be given again", collect, [])
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      `
Compares hash, contract, scores with their own resamples, training with the protocol, manifest and weights with those that
this evaluator knows, and signatures with public keys. A file's signature is <bundle>.dsse.json beside it. Without --key,
those of a site are held to the keys that the same site publishes, which shows only that it agrees with itself; maintainers'
keys are in the repository's db/maintainers, and dates beside a key hold.

"not checkable": as the uploader declares. Exit codes: 0 nothing differs, 1 something does, 2 nothing could be checked.`,
    )
    .action(verifyOne);
}

const collect = (file: string, before: readonly string[]) => [...before, file];

const isAddress = (given: string) => /^https?:\/\//i.test(given) && URL.canParse(given);

async function verifyOne(given: string, flags: VerifyFlags): Promise<void> {
  const keys: TrustedKey[] = [];
  for (const file of flags.key) keys.push(await readTrustedKey(file));
  const evidence = isAddress(given)
    ? await fetchEvidence(new URL(given), keys.length > 0, interruptSignal("nothing was changed"))
    : await readEvidence(given);
  const verification = await verifyResult(evidence, keysFor(evidence, keys), knownBackbone);
  if (flags.json) console.log(JSON.stringify(verification, null, 2));
  else print(verification);
  if (verification.checks.some(({ outcome }) => outcome === "differs")) process.exitCode = exitDiffers;
}

function keysFor({ siteKeys }: Evidence, given: readonly TrustedKey[]) {
  if (given.length > 0) return { keys: given, keysFrom: "reader" } as const;
  if (siteKeys !== null) return { keys: publishedAsTrusted(siteKeys), keysFrom: "site" } as const;
  return { keys: [], keysFrom: "nowhere" } as const;
}

function print({ source, checks }: Verification): void {
  console.log(source);
  for (const { name, outcome, details } of checks) {
    const [first = "", ...others] = details.map(readableLine);
    console.log(`${outcome.padEnd(14)} ${name.padEnd(12)} ${first}`);
    for (const line of others) console.log(`${"".padEnd(27)} ${line}`);
  }
  console.log(conclusion(checks));
}

function conclusion(checks: readonly Check[]): string {
  const differing = checks.filter(({ outcome }) => outcome === "differs").length;
  if (differing > 0) return `${differing} of ${checks.length} checks differ`;
  const open = checks.filter(({ outcome }) => outcome === "not checkable").length;
  return `nothing differs; ${open} of ${checks.length} not checkable: as the uploader declares`;
}
