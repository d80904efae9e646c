import { createPublicKey, type KeyObject } from "node:crypto";
import { existsSync } from "node:fs";
import { type KeyValidity, keyValiditySchema, type PublishedKey, parseDocument } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { readJsonFile, requireParsed } from "../files/json-file.ts";
import { readLimited } from "../files/limited-read.ts";
import { oneLine } from "../files/one-line.ts";
import { keyId } from "../upload/sign.ts";

/** A public key that signatures are held to. */
export interface TrustedKey {
  readonly id: string;
  /** For what is printed: a file, or the site's name of it. */
  readonly name: string;
  readonly key: KeyObject;
  /** null: not known, so its signatures are taken whenever they were made. */
  readonly validity: KeyValidity | null;
}

const expected = "an Ed25519 public key in PEM";
const mostKeyBytes = 10_000;

function trusted(name: string, pem: string, validity: KeyValidity | null): TrustedKey {
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch (error) {
    throw new InputError(`${name}: ${oneLine(error)}; expected ${expected}`);
  }
  if (key.asymmetricKeyType !== "ed25519") {
    throw new InputError(`${name}: a key of type ${key.asymmetricKeyType}; expected ${expected}`);
  }
  return { id: keyId(key), name, key, validity };
}

/** A key in a file; where `<name>.json` lies beside `<name>.pem`, as in a site's folder of keys, its dates hold. */
export async function readTrustedKey(path: string): Promise<TrustedKey> {
  let pem: string;
  try {
    pem = (await readLimited(path, mostKeyBytes, expected)).toString("utf8");
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${path}: ${(error as Error).message}; expected ${expected}`);
  }
  const beside = path.replace(/\.pem$/, ".json");
  if (beside === path || !existsSync(beside)) return trusted(path, pem, null);
  const noun = "key's dates";
  const dates = parseDocument(keyValiditySchema, await readJsonFile(beside, `a ${noun}`));
  return trusted(path, pem, requireParsed(beside, noun, dates));
}

/** Keys as a site publishes them; throws InputError at one that is none. */
export function publishedAsTrusted(keys: readonly PublishedKey[]): TrustedKey[] {
  return keys.map(({ name, publicKey, keyid: _, ...validity }) => trusted(name, publicKey, validity));
}
