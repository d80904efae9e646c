import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { canonicalJson } from "../contract/index.ts";

/** The site took the document and answered no: another attempt with the same one and token would fail alike. */
export class UploadRejected extends Error {
  override readonly name = "UploadRejected";
}

/** The site could not be reached or was busy: the same upload may succeed later. */
export class UploadUnavailable extends Error {
  override readonly name = "UploadUnavailable";
}

export interface UploadTarget {
  /** Address of the site, for example https://example.org */
  readonly site: URL;
  readonly token: string;
  /** Attempts before giving up on a site that does not answer. */
  readonly attempts: number;
  readonly signal: AbortSignal;
}

export interface Uploaded {
  readonly id: string;
  readonly url: string;
  /** "stored": new; "known": the site had this very document already. */
  readonly state: "stored" | "known";
}

const requestTimeoutMs = 30_000;

/** Where each kind of document is sent to. */
export const uploadPaths = {
  result: "/api/v1/results",
  speed: "/api/v1/speed",
  attestation: "/api/v1/attestations",
  artefacts: "/api/v1/artefacts",
  sizes: "/api/v1/output-sizes",
} as const;

/**
 * Sends one document. The idempotency key is its own hash, so sending again after a lost answer is harmless.
 *
 * @throws UploadRejected or UploadUnavailable
 */
export async function uploadDocument(
  kind: keyof typeof uploadPaths,
  document: unknown,
  target: UploadTarget,
): Promise<Uploaded> {
  const body = canonicalJson(document);
  const headers = {
    "content-type": "application/json",
    "idempotency-key": createHash("sha256").update(body).digest("hex"),
  };
  const answer = await patiently(target, () =>
    ask(uploadPaths[kind], { method: "POST", headers, body }, target),
  );
  if (!answer.ok) throw refusal(answer, target);
  const { id, url } = JSON.parse(answer.text) as { id: string; url: string };
  return { id, url, state: answer.status === 201 ? "stored" : "known" };
}

/**
 * Sends a picture named by its own hash, unless the site has it.
 *
 * @throws UploadRejected or UploadUnavailable
 */
export async function uploadPicture(
  file: string,
  bytes: Uint8Array<ArrayBuffer>,
  target: UploadTarget,
): Promise<Uploaded["state"]> {
  const path = `/api/v1/pictures/${file}`;
  return patiently(target, async () => {
    const known = await ask(path, { method: "HEAD" }, target);
    if (known.ok) return "known";
    if (known.status !== 404) throw refusal(known, target);
    const headers = { "content-type": "image/png" };
    const answer = await ask(path, { method: "PUT", headers, body: bytes }, target);
    if (!answer.ok) throw refusal(answer, target);
    return "stored";
  });
}

/** Repeats what was unavailable, after longer and longer pauses. */
async function patiently<Made>({ attempts, signal }: UploadTarget, make: () => Promise<Made>): Promise<Made> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await make();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof UploadUnavailable) || attempt >= attempts) throw error;
      await sleep(500 * 2 ** attempt, undefined, { signal });
    }
  }
}

interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly text: string;
}

interface Question {
  readonly method: "POST" | "PUT" | "HEAD";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

/** @throws UploadUnavailable where there is no answer, or one that says to come back. */
async function ask(path: string, question: Question, target: UploadTarget): Promise<Answer> {
  const address = new URL(path, target.site);
  const response = await fetch(address, {
    ...question,
    headers: { ...question.headers, authorization: `Bearer ${target.token}` },
    signal: AbortSignal.any([target.signal, AbortSignal.timeout(requestTimeoutMs)]),
  }).catch((error: Error) => {
    const cause = error.cause instanceof Error ? error.cause.message || String(error.cause) : error.message;
    throw new UploadUnavailable(`${address.origin} does not answer (${cause})`);
  });
  const { ok, status } = response;
  const answer = { ok, status, text: await response.text() };
  if (status === 429 || status >= 500) throw new UploadUnavailable(refusal(answer, target).message);
  return answer;
}

function refusal({ status, text }: Answer, { site }: UploadTarget): UploadRejected {
  return new UploadRejected(`${site.origin} answered ${status}: ${explain(text)}`);
}

/** The site's own words: an error, and every problem it found. */
function explain(text: string): string {
  try {
    const { error, problems } = JSON.parse(text) as {
      error?: string | { message?: string };
      problems?: readonly { path: string; message: string }[];
    };
    const headline = typeof error === "string" ? error : (error?.message ?? text);
    return [headline, ...(problems ?? []).map(({ path, message }) => `  ${path}: ${message}`)].join("\n");
  } catch {
    return text.slice(0, 500);
  }
}
