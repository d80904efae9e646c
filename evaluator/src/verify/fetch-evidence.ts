import { z } from "zod";
import { bundleMaxBytes, type PublishedKey, parseDocument, publishedKeySchema } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { requireParsed } from "../files/json-file.ts";
import { limitedAnswer, noAnswer } from "../files/limited-answer.ts";
import { oneLine } from "../files/one-line.ts";
import type { Evidence } from "./evidence.ts";

const timeoutMs = 30_000;
/** Of signatures and of keys. */
const listMaxBytes = 1_000_000;

const signatureList = z.object({
  attestations: z
    .array(z.object({ envelope: z.unknown(), receivedAt: z.iso.datetime().optional() }))
    .max(1000),
});
const keyList = z.object({ keys: z.array(publishedKeySchema).max(1000) });

/** The result's id in an address: of the API, or of its place on a backbone's page as `upload` prints it. */
function addressedId(url: URL): string {
  const id =
    /^\/api\/v1\/results\/([0-9a-f]{64})$/.exec(url.pathname) ?? /^#result-([0-9a-f]{64})$/.exec(url.hash);
  if (id?.[1]) return id[1];
  throw new InputError(
    `${url.href}: not the address of a result; expected https://SITE/api/v1/results/<SHA-256>`,
  );
}

/** @throws InputError where it does not answer 200 within the time and the size. */
async function fetchText(url: URL, mostBytes: number, signal: AbortSignal): Promise<string> {
  try {
    const response = await fetch(url, {
      // Another address would be another site's word.
      redirect: "error",
      headers: { accept: "application/json" },
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new InputError(`${url.href}: answered ${response.status}; expected 200`);
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(await limitedAnswer(response, mostBytes));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof InputError) throw error;
    throw new InputError(`${url.href}: no answer (${noAnswer(error)})`);
  }
}

async function fetchList<List>(
  url: URL,
  noun: string,
  schema: z.ZodType<List>,
  signal: AbortSignal,
): Promise<List> {
  const text = await fetchText(url, listMaxBytes, signal);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InputError(`${url.href}: not JSON (${oneLine(error)}); expected a ${noun}`);
  }
  return requireParsed(url.href, noun, parseDocument(schema, value));
}

/**
 * A result of a site, with its signatures.
 *
 * @param ownKeys whether the reader brings keys, so that the site's are not asked for
 * @throws InputError where the address is none of a result or the site does not answer as it should
 */
export async function fetchEvidence(address: URL, ownKeys: boolean, signal: AbortSignal): Promise<Evidence> {
  const id = addressedId(address);
  const at = (path: string) => new URL(path, address.origin);
  const text = await fetchText(at(`/api/v1/results/${id}`), bundleMaxBytes, signal);
  const signaturesAt = at(`/api/v1/results/${id}/attestations`);
  const { attestations } = await fetchList(signaturesAt, "list of signatures", signatureList, signal);
  const siteKeys: readonly PublishedKey[] | null = ownKeys
    ? null
    : (await fetchList(at("/api/v1/maintainers"), "list of keys", keyList, signal)).keys;
  return {
    ...{ source: at(`/api/v1/results/${id}`).href, text, askedFor: id, siteKeys },
    signatures: attestations.map(({ envelope, receivedAt = null }) => ({ envelope, receivedAt })),
  };
}
