import { limitedAnswer, noAnswer } from "../files/limited-answer.ts";
import { retryAfterMs } from "./retry-after.ts";
import type { SiteGate } from "./site-gate.ts";
import { TooManyUploads, UploadRejected, UploadUnavailable } from "./upload-errors.ts";

export interface UploadTarget {
  /** Address of the site, for example https://example.org */
  readonly site: URL;
  readonly token: string;
  /** Attempts before giving up on a site that does not answer. */
  readonly attempts: number;
  readonly signal: AbortSignal;
  /** Id of what the one document that is sent corrects; a site takes it of a measurement from a maintainer. */
  readonly corrects?: string;
  /** Where all that is sent to this site waits. */
  readonly gate: SiteGate;
}

export interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly text: string;
}

export interface Question {
  readonly method: "GET" | "HEAD" | "POST" | "PUT";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

const requestTimeoutMs = 30_000;
/** Of an answer: ten times what a site has to say of a document, its problems included. */
const mostAnswerBytes = 4_000_000;

/** Repeats what was unavailable after longer and longer pauses, and waits where the site says for how long. */
export async function patiently<Made>(target: UploadTarget, make: () => Promise<Made>): Promise<Made> {
  const { attempts, signal, gate } = target;
  for (let failed = 0; ; ) {
    await gate.pass();
    try {
      return await make();
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof TooManyUploads) {
        gate.close(error.message, error.askedAtMs, error.retryMs);
        continue;
      }
      failed += 1;
      if (!(error instanceof UploadUnavailable) || failed >= attempts) throw error;
      if (error.retryMs === null) await gate.clock.sleep(500 * 2 ** failed, signal);
      else gate.close(error.message, gate.clock.now(), error.retryMs);
    }
  }
}

/**
 * @throws UploadUnavailable where there is no answer, TooManyUploads or UploadUnavailable at one that says to come back,
 *   UploadRejected at one that sends elsewhere
 */
export async function ask(path: string, question: Question, target: UploadTarget): Promise<Answer> {
  const { site, token, signal, gate } = target;
  const address = new URL(path, site);
  const askedAtMs = gate.clock.now();
  try {
    const response = await fetch(address, {
      ...question,
      headers: { ...question.headers, authorization: `Bearer ${token}` },
      // One that is followed loses the token, and a POST its document.
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]),
    });
    const { ok, status, headers } = response;
    const answer = { ok, status, text: (await limitedAnswer(response, mostAnswerBytes)).toString("utf8") };
    const elsewhere = status >= 300 && status < 400 ? headers.get("location") : null;
    if (elsewhere !== null) {
      const message = `answered ${status}: the address is ${elsewhere}; expected the site's own as --site`;
      throw new UploadRejected(`${site.origin} ${message}`);
    }
    if (status !== 429 && status < 500) return answer;
    const { message } = refusal(answer, target);
    const retryMs = retryAfterMs(headers.get("retry-after"), gate.clock.now());
    throw status === 429
      ? new TooManyUploads(message, askedAtMs, retryMs)
      : new UploadUnavailable(message, retryMs);
  } catch (error) {
    const said = [UploadRejected, UploadUnavailable, TooManyUploads];
    if (said.some((kind) => error instanceof kind)) throw error;
    throw new UploadUnavailable(`${address.origin} does not answer (${noAnswer(error)})`);
  }
}

export function refusal({ status, text }: Answer, { site }: UploadTarget): UploadRejected {
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
