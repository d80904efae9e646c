import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { readManifest } from "../backbones/manifest-file.ts";
import { bundleMaxBytes, canonicalJson, type ResultBundle } from "../contract/index.ts";
import { keyId, signBundle } from "../upload/sign.ts";
import { documentId } from "../upload/upload.ts";
import { checkableBundle } from "./bundle.fixture.ts";
import { fetchEvidence } from "./fetch-evidence.ts";
import { readEvidence } from "./read-evidence.ts";
import { knownBackbone } from "./repository.ts";
import { publishedAsTrusted, readTrustedKey, type TrustedKey } from "./trusted-keys.ts";
import { verifyResult } from "./verify-result.ts";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const pem = (key: KeyObject) => key.export({ type: "spki", format: "pem" }).toString();
const dates = { holder: "ada-lovelace", validFrom: "2026-01-01T00:00:00Z", expiresAt: null, revoked: null };
const signedAt = new Date("2026-11-22T00:00:00Z");
const { signal } = new AbortController();

let folder: string;
let bundle: ResultBundle;
let server: Server | null = null;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "verify-"));
  bundle = await checkableBundle();
});

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});
afterAll(() => rmSync(folder, { recursive: true }));

function written(document: unknown, signature: unknown = null): string {
  const path = join(folder, "bundle.json");
  // Laid out as a person may have: the canonical form is what counts.
  writeFileSync(path, JSON.stringify(document, null, 2));
  if (signature) writeFileSync(join(folder, "bundle.dsse.json"), JSON.stringify(signature));
  else rmSync(join(folder, "bundle.dsse.json"), { force: true });
  return path;
}

async function trustedKey(validity: object | null = dates): Promise<TrustedKey> {
  writeFileSync(join(folder, "ada.pem"), pem(publicKey));
  if (validity) writeFileSync(join(folder, "ada.json"), JSON.stringify(validity));
  else rmSync(join(folder, "ada.json"), { force: true });
  return readTrustedKey(join(folder, "ada.pem"));
}

async function checksOf(document: unknown, signature: unknown = null, keys: TrustedKey[] = []) {
  const evidence = await readEvidence(written(document, signature));
  const given = { keys, keysFrom: keys.length > 0 ? "reader" : "nowhere" } as const;
  const { checks } = await verifyResult(evidence, given, knownBackbone);
  const found = (name: string) => checks.filter((check) => check.name === name);
  return {
    outcomes: Object.fromEntries(checks.map(({ name, outcome }) => [name, outcome])),
    differing: checks.filter(({ outcome }) => outcome === "differs").map(({ name }) => name),
    said: (name: string) =>
      found(name)
        .flatMap(({ details }) => details)
        .join("\n"),
  };
}

describe("a bundle in a file", () => {
  test("as the evaluator writes it differs in nothing, and what nobody can see is said", async () => {
    const { outcomes, said } = await checksOf(bundle);
    expect(outcomes).toEqual({
      ...{
        identity: "ok",
        contract: "ok",
        numbers: "ok",
        manifest: "ok",
        weights: "ok",
        preparation: "ok",
        readout: "ok",
      },
      ...{ images: "not checkable", measurement: "not checkable", signature: "not checkable" },
    });
    expect(said("measurement")).toMatch(/^as the uploader declares: /);
    expect(said("identity")).toContain(documentId(bundle));
  });

  test.each([
    ["manifest", { manifest: { featureDim: 7 } }, /featureDim is 7; the evaluator's manifest has 192/],
    ["weights", { backbone: { weightsSha256: "9".repeat(64) } }, /9{64}; its manifest has no weights/],
    ["preparation", { backbone: { preprocessingSha256: "9".repeat(64) } }, /9{64}; expected [0-9a-f]{64}/],
    ["readout", { readout: { publishedParameters: 1 } }, /1 published and .*; expected 18472 and/],
    ["numbers", { training: { weightDecay: 0.5 } }, /training.weightDecay: is 0.5; expected 0.01/],
    ["numbers", { dataset: { distribution: "official" } }, /dataset.trainImages: is 80/],
    ["contract", { training: { iterations: -1 } }, /training.iterations: /],
  ] as const)("that was changed in its %s says so", async (name, change, message) => {
    const [[part, fields]] = Object.entries(change) as [[keyof ResultBundle, object]];
    const changed = { ...bundle, [part]: { ...(bundle[part] as object), ...fields } };
    const { differing, said } = await checksOf(changed);
    expect(differing).toContain(name);
    expect(said(name)).toMatch(message);
  });

  test("of weights that are known has to have their hash; of an unknown backbone nothing is known", async () => {
    const manifest = await readManifest("dinov2-b");
    const { lockedWeights } = await knownBackbone("dinov2-b");
    const withWeights = (weightsSha256: string | null) =>
      checksOf({
        ...bundle,
        manifest: { ...manifest, weights: manifest.weights && { ...manifest.weights, sha256: null } },
        backbone: { ...bundle.backbone, weightsSha256 },
      });
    expect((await withWeights(lockedWeights)).outcomes.weights).toBe(lockedWeights ? "ok" : "not checkable");
    if (lockedWeights) expect((await withWeights("9".repeat(64))).differing).toContain("weights");
    const named = { ...manifest.weights, sha256: "8".repeat(64) };
    const other = await checksOf({
      ...bundle,
      manifest: { ...manifest, weights: named },
      backbone: { ...bundle.backbone, weightsSha256: lockedWeights },
    });
    expect(other.said("numbers")).toMatch(/is not the hash in manifest.weights.sha256, 8{64}/);
    const unknown = await checksOf({ ...bundle, manifest: { ...bundle.manifest, id: "nobodys-own" } });
    expect(unknown.outcomes.manifest).toBe("not checkable");
  });

  test("of weights that are drawn from the seed has their hash, which nobody published", async () => {
    const manifest = await readManifest("random");
    const withWeights = (weightsSha256: string | null) =>
      checksOf({ ...bundle, manifest, backbone: { ...bundle.backbone, weightsSha256 } });
    const drawn = await withWeights("9".repeat(64));
    expect(drawn.outcomes.weights).toBe("not checkable");
    expect(drawn.said("weights")).toMatch(/9{64}, drawn from seed 0/);
    expect((await withWeights(null)).differing).toContain("weights");
  });

  test("that is none is told, and what is no file", async () => {
    expect((await checksOf({ metrics: 3 })).differing).toEqual(["contract"]);
    writeFileSync(join(folder, "text.json"), "{");
    const { id, checks } = await verifyResult(
      await readEvidence(join(folder, "text.json")),
      { keys: [], keysFrom: "nowhere" },
      knownBackbone,
    );
    expect([id, checks[0]?.details[0]]).toEqual([null, expect.stringMatching(/^not JSON/)]);
    await expect(readEvidence(join(folder, "none.json"))).rejects.toThrow(
      /expected a result bundle or its address/,
    );
  });
});

describe("a signature", () => {
  const signed = (document: unknown = bundle, key = privateKey) =>
    signBundle(document, "cell.json", key, signedAt);

  test("by a given key is ok, with its holder; with no dates beside the key that is said", async () => {
    const dated = await checksOf(bundle, signed(), [await trustedKey()]);
    expect(dated.outcomes.signature).toBe("ok");
    expect(dated.said("signature")).toMatch(/\(ada-lovelace\) says to have measured this, signed 2026-11-22/);
    const undated = await checksOf(bundle, signed(), [await trustedKey(null)]);
    expect(undated.said("signature")).toMatch(/when the key is valid is not known/);
  });

  test("by a revoked key and by one that counts is ok, in either order, as at a site", async () => {
    const key = await trustedKey();
    const pair = generateKeyPairSync("ed25519");
    const revoked = { at: "2026-11-21T00:00:00Z", reason: "retired" } as const;
    const validity = { ...dates, revoked };
    const old = { id: keyId(pair.publicKey), name: "old", key: pair.publicKey, validity };
    const [ofOld, ofKey] = [signed(bundle, pair.privateKey), signed()];
    const both = [...ofOld.signatures, ...ofKey.signatures];
    for (const signatures of [both, both.toReversed()]) {
      const { outcomes, said } = await checksOf(bundle, { ...ofKey, signatures }, [old, key]);
      expect(outcomes.signature, said("signature")).toBe("ok");
    }
    const { said } = await checksOf(bundle, ofOld, [old, key]);
    expect(said("signature")).toMatch(/of old does not count: .* had been retired/);
  });

  test("of another bundle, of another key, missing, or by a revoked key differs", async () => {
    const key = await trustedKey();
    const other = generateKeyPairSync("ed25519").privateKey;
    const forged = {
      ...signed(bundle, other),
      signatures: [{ ...signed(bundle, other).signatures[0], keyid: key.id }],
    };
    const differs = async (signature: unknown, keys = [key]) => {
      const { outcomes, said } = await checksOf(bundle, signature, keys);
      expect(outcomes.signature).toBe("differs");
      return said("signature");
    };
    expect(await differs(signed({ ...bundle, seed: 9 }))).toMatch(
      /it is about result [0-9a-f]{64}, not this one/,
    );
    expect(await differs(signed(bundle, other))).toMatch(/made by none of the 1 keys/);
    expect(await differs(forged)).toMatch(/made by none/);
    expect(await differs({ payload: 1 })).toMatch(/no DSSE envelope/);
    expect(await differs(null)).toMatch(/nobody has signed it/);
    const revoked = await trustedKey({
      ...dates,
      revoked: { at: "2026-11-25T00:00:00Z", reason: "compromised" },
    });
    expect(await differs(signed(), [revoked])).toMatch(/does not count: the key was revoked as compromised/);
  });
});

async function serve(answer: RequestListener): Promise<URL> {
  const started = createServer(answer);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  return new URL(`http://127.0.0.1:${(started.address() as AddressInfo).port}`);
}

describe("a result of a site", () => {
  const keys = [{ name: "ada", keyid: keyId(publicKey), publicKey: pem(publicKey), ...dates }];

  const site = (text: string, receivedAt: string) =>
    serve((request, response) => {
      const envelope = signBundle(bundle, "cell.json", privateKey, signedAt);
      const answers = new Map<string | undefined, string>([
        [`/api/v1/results/${documentId(bundle)}`, text],
        [
          `/api/v1/results/${documentId(bundle)}/attestations`,
          JSON.stringify({ attestations: [{ signedBy: "ada", signedAt, receivedAt, envelope }] }),
        ],
        ["/api/v1/maintainers", JSON.stringify({ keys })],
      ]);
      const found = answers.get(request.url);
      response.writeHead(found === undefined ? 404 : 200).end(found);
    });
  const addressOn = (origin: URL) => new URL(`/api/v1/results/${documentId(bundle)}`, origin);

  async function verifyAt(address: URL) {
    const evidence = await fetchEvidence(address, false, signal);
    const given = { keys: publishedAsTrusted(evidence.siteKeys ?? []), keysFrom: "site" } as const;
    const { checks } = await verifyResult(evidence, given, knownBackbone);
    return checks;
  }

  test("is what it was asked for, signed by keys that show no more than that the site agrees with itself", async () => {
    const origin = await site(canonicalJson(bundle), "2026-11-23T00:00:00Z");
    const page = new URL(`/backbones/dct-16#result-${documentId(bundle)}`, origin);
    for (const address of [addressOn(origin), page]) {
      const checks = await verifyAt(address);
      expect(checks.filter(({ outcome }) => outcome === "differs")).toEqual([]);
      expect(checks.find(({ name }) => name === "signature")?.outcome).toBe("ok");
      expect(checks.find(({ name }) => name === "keys")).toMatchObject({
        ...{ outcome: "not checkable", details: [expect.stringMatching(/not who signed/)] },
      });
    }
  });

  test("that was changed there, or whose signature came before its key, differs", async () => {
    const changed = await verifyAt(
      addressOn(await site(canonicalJson({ ...bundle, seed: 9 }), "2026-11-23T00:00:00Z")),
    );
    const differing = changed.filter(({ outcome }) => outcome === "differs").map(({ name }) => name);
    expect(differing).toEqual(["identity", "signature"]);
    server?.close();
    const early = await verifyAt(addressOn(await site(canonicalJson(bundle), "2025-11-23T00:00:00Z")));
    expect(early.find(({ name }) => name === "signature")?.details).toEqual([
      expect.stringMatching(/received at 2025-11-23.*before the key was valid/),
    ]);
  });

  test("is not taken from a site that answers otherwise: too much, elsewhere, nothing, not at all", async () => {
    const refused = async (answer: RequestListener, message: RegExp) => {
      await expect(fetchEvidence(addressOn(await serve(answer)), true, signal)).rejects.toThrow(message);
      server?.closeAllConnections();
      server?.close();
    };
    await refused(
      (_, response) => response.writeHead(200).end("x".repeat(bundleMaxBytes + 1)),
      /more than 1000000 bytes/,
    );
    await refused(
      (_, response) => response.writeHead(302, { location: "http://127.0.0.1:1/" }).end(),
      /no answer/,
    );
    await refused((_, response) => response.writeHead(404).end(), /answered 404; expected 200/);
    await refused(
      (_, response) => response.writeHead(200).end(Buffer.from([255])),
      /no answer \(.*encoded data/,
    );
    await refused((_, response) => response.destroy(), /no answer/);
    await refused(
      (request, response) => response.writeHead(200).end(request.url?.endsWith("attestations") ? "[" : "{}"),
      /attestations: not JSON .*; expected a list of signatures/,
    );
    const elsewhere = new URL("http://127.0.0.1:1/api/v1/boards");
    await expect(fetchEvidence(elsewhere, true, signal)).rejects.toThrow(/not the address of a result/);
  });
});
