import { Command } from "commander";
import { readBundle } from "../cell/bundle-file.ts";
import { writeFileAtomically } from "../files/atomic-file.ts";
import { readJsonFile } from "../files/json-file.ts";
import { isSignaturePath, keyId, readSigningKey, signaturePath, signBundle } from "../upload/sign.ts";

/** `evaluator sign`: a maintainer vouches for results with an Ed25519 key. */
export function signCommand(): Command {
  return new Command("sign")
    .description("sign result bundles as a maintainer; writes <bundle>.dsse.json beside each")
    .argument("<bundles...>", "bundle files that `evaluator run` wrote")
    .requiredOption("--key <file>", "Ed25519 private key, PEM: openssl genpkey -algorithm ed25519 -out FILE")
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      "\nThe site takes signatures of keys in db/maintainers/: openssl pkey -in FILE -pubout -out db/maintainers/NAME.pem\n`evaluator upload` sends the envelopes like bundles, after them.",
    )
    .action(signAll);
}

async function signAll(given: readonly string[], flags: { key: string; json?: true }): Promise<void> {
  const key = readSigningKey(flags.key);
  // results/*.json holds the envelopes of an earlier time as well.
  const paths = given.filter((path) => !isSignaturePath(path));
  // All are read before any is signed: a wrong path costs nothing.
  for (const path of paths) await readBundle(path);
  const signed: { bundle: string; envelope: string }[] = [];
  for (const path of paths) {
    const bundle = await readJsonFile(path, "a result bundle");
    const envelope = signaturePath(path);
    await writeFileAtomically(envelope, JSON.stringify(signBundle(bundle, path, key, new Date())));
    signed.push({ bundle: path, envelope });
    if (!flags.json) console.log(`signed ${path} -> ${envelope}`);
  }
  if (flags.json) console.log(JSON.stringify({ keyid: keyId(key), signed }, null, 2));
}
