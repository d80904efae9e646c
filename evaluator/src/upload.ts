import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { canonicalJson } from "./contract/index.ts";
import type { Upload } from "./upload-file.ts";

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

/**
 * Sends one document. The idempotency key is its own hash, so sending again after a lost answer is harmless.
 *
 * @throws UploadRejected or UploadUnavailable
 */
export async function upload({ kind, document }: Upload, target: UploadTarget): Promise<Uploaded> {
  const body = canonicalJson(document);
  for (let attempt = 1; ; attempt++) {
    try {
      return await post(`/api/v1/${kind}`, body, target);
    } catch (error) {
      target.signal.throwIfAborted();
      if (!(error instanceof UploadUnavailable) || attempt >= target.attempts) throw error;
      await sleep(500 * 2 ** attempt, undefined, { signal: target.signal });
    }
  }
}

async function post(path: string, body: string, { site, token, signal }: UploadTarget): Promise<Uploaded> {
  const address = new URL(path, site);
  const response = await fetch(address, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      "idempotency-key": createHash("sha256").update(body).digest("hex"),
    },
    body,
    signal: AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]),
  }).catch((error: Error) => {
    const cause = error.cause instanceof Error ? error.cause.message || String(error.cause) : error.message;
    throw new UploadUnavailable(`${address.origin} does not answer (${cause})`);
  });
  const text = await response.text();
  if (response.ok) {
    const { id, url } = JSON.parse(text) as { id: string; url: string };
    return { id, url, state: response.status === 201 ? "stored" : "known" };
  }
  const message = `${address.origin} answered ${response.status}: ${explain(text)}`;
  const temporary = response.status === 429 || response.status >= 500;
  throw temporary ? new UploadUnavailable(message) : new UploadRejected(message);
}

/** The site's own words: an error, and every problem it found in the document. */
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
