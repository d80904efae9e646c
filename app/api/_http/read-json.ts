import { canonicalJson } from "#contract";
import { problem } from "./problem.ts";
import { readBody } from "./read-body.ts";

const typeOf = (request: Request) => request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();

/** The answer to another content type than the expected, or to an encoded one; null: neither. */
export function wrongType(request: Request, expected: string): Response | null {
  const encoding = request.headers.get("content-encoding") ?? "identity";
  if (encoding.toLowerCase() !== "identity") {
    return problem(415, `content encoding ${encoding}; expected the ${expected} as it is`);
  }
  if (typeOf(request) === expected) return null;
  return problem(
    415,
    `content type ${request.headers.get("content-type") ?? "missing"}; expected ${expected}`,
  );
}

/** For the log of refusals; its reader is gone. */
export const bodyCutOff = (): Response => problem(400, "the body ended before it was whole");

export interface SentJson {
  readonly value: unknown;
  readonly bytes: number;
}

/**
 * The body as JSON that has a canonical form, or the answer that refuses it.
 * @param name of what is sent, for example "bundle"
 */
export async function readJson(
  request: Request,
  name: string,
  maxBytes: number,
): Promise<SentJson | Response> {
  const refused = wrongType(request, "application/json");
  if (refused) return refused;
  const body = await readBody(request, maxBytes);
  if (body.status === "too large") return problem(413, `the ${name} is over ${maxBytes} bytes`);
  if (body.status === "cut off") return bodyCutOff();
  if (body.status === "not UTF-8") return problem(400, "the body is not UTF-8 text");
  try {
    const value: unknown = JSON.parse(body.text);
    // 1e999 parses to Infinity, which no canonical form has.
    canonicalJson(value);
    return { value, bytes: Buffer.byteLength(body.text) };
  } catch (error) {
    return problem(400, `the body is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
