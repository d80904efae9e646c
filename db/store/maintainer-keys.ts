import { createHash, createPublicKey, type KeyObject } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type KeyValidity, keyValiditySchema, type PublishedKey, parseDocument, slug } from "#contract";

/** What lies in the folder of keys is no key, or not as it has to be; the message names the file. */
export class UnusableKeysError extends Error {
  override readonly name = "UnusableKeysError";
}

export interface MaintainerKey extends KeyValidity {
  /** Of its file. */
  readonly name: string;
  readonly key: KeyObject;
}

/** Public keys of those who may vouch for results, by key id. */
export type MaintainerKeys = ReadonlyMap<string, MaintainerKey>;

/** A key and its dates are a few hundred bytes. */
const mostBytes = 10_000;

function readSmall(path: string): string {
  const { size } = statSync(path);
  if (size > mostBytes) throw new UnusableKeysError(`${path}: ${size} bytes; expected at most ${mostBytes}`);
  return readFileSync(path, "utf8");
}

function readKey(folder: string, name: string): MaintainerKey {
  const pem = join(folder, `${name}.pem`);
  const text = readSmall(pem);
  // A private key would be taken for its public half, and lie where everybody reads.
  if (text.includes("PRIVATE KEY"))
    throw new UnusableKeysError(`${pem}: a private key; expected the public one alone`);
  let key: KeyObject;
  try {
    key = createPublicKey(text);
  } catch (error) {
    throw new UnusableKeysError(`${pem}: ${(error as Error).message}; expected an Ed25519 public key`);
  }
  if (key.asymmetricKeyType !== "ed25519") {
    throw new UnusableKeysError(`${pem}: a key of type ${key.asymmetricKeyType}; expected ed25519`);
  }
  return { name, key, ...readValidity(join(folder, `${name}.json`)) };
}

function readValidity(path: string): KeyValidity {
  let value: unknown;
  try {
    value = JSON.parse(readSmall(path));
  } catch (error) {
    throw new UnusableKeysError(
      `${path}: ${(error as Error).message}; expected when the key beside it is valid`,
    );
  }
  const parsed = parseDocument(keyValiditySchema, value);
  if (parsed.ok) return parsed.document;
  throw new UnusableKeysError(
    `${path}: ${parsed.problems.map((one) => `${one.path}: ${one.message}`).join("; ")}`,
  );
}

/** Reads each `<name>.pem` with its `<name>.json`; throws at the first that is wrong, naming it and what was expected. */
export function readMaintainerKeys(folder: string): MaintainerKeys {
  const files = readdirSync(folder).sort();
  const named = (ending: string) =>
    files.filter((file) => file.endsWith(ending)).map((file) => file.slice(0, -ending.length));
  const names = named(".pem");
  const alone = named(".json").find((name) => !names.includes(name));
  if (alone !== undefined)
    throw new UnusableKeysError(`${alone}.json in ${folder}: no key ${alone}.pem beside it`);
  const keys = new Map<string, MaintainerKey>();
  for (const name of names) {
    if (!slug.safeParse(name).success) {
      throw new UnusableKeysError(`${name}.pem in ${folder}: expected a name such as ada-lovelace.pem`);
    }
    const key = readKey(folder, name);
    const id = keyIdOf(key.key);
    const same = keys.get(id);
    if (same) throw new UnusableKeysError(`${name}.pem in ${folder}: the same key as ${same.name}.pem`);
    keys.set(id, key);
  }
  return keys;
}

/** SHA-256 of the public key's SubjectPublicKeyInfo. */
function keyIdOf(key: KeyObject): string {
  return createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("hex");
}

/** As they are published, by name. */
export function publishedKeys(keys: MaintainerKeys): PublishedKey[] {
  return [...keys].map(([keyid, { name, key, ...validity }]) => ({
    ...{ name, keyid, publicKey: key.export({ type: "spki", format: "pem" }).toString() },
    ...validity,
  }));
}

/** Where keys come from, as they are now. */
export interface KeyRing {
  /** Throws only where they could not be read even once. */
  read(): MaintainerKeys;
}

/**
 * The keys in a folder, read anew at each asking: who changes a file changes what counts. While a file is wrong the keys
 * stay as they were before, and `say` is told why, once.
 */
export function keyFolder(folder: string, say: (line: string) => void): KeyRing {
  let last: MaintainerKeys | null = null;
  let told = "";
  return {
    read() {
      try {
        last = readMaintainerKeys(folder);
        if (told) say(`maintainers' keys in ${folder} can be read again`);
        told = "";
        return last;
      } catch (error) {
        if (!last) throw error;
        const { message } = error as Error;
        if (message !== told) say(`maintainers' keys stay as they were: ${message}`);
        told = message;
        return last;
      }
    },
  };
}
