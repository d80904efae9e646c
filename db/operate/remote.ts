import { z } from "zod";
import type { OperatorAccess } from "../open/operator.ts";
import {
  type Administration,
  decidedSchema,
  newTokenSchema,
  revokedSchema,
  tokenListSchema,
} from "./administration.ts";

/** A server refused, or answered what this program does not understand; the message says it all. */
export class RemoteError extends Error {
  override readonly name = "RemoteError";
}

const refusalSchema = z.looseObject({
  error: z.string(),
  problems: z.array(z.looseObject({ path: z.string(), message: z.string() })).optional(),
});

const patienceMs = 60_000;

/** The same through the API of a server that runs. */
export function remoteAdministration({ address, token }: OperatorAccess): Administration {
  const ask = async <Answer>(
    method: "GET" | "POST" | "DELETE",
    path: string,
    schema: z.ZodType<Answer>,
    body?: unknown,
  ): Promise<Answer> => {
    const response = await fetch(new URL(path, address), {
      method,
      redirect: "error",
      signal: AbortSignal.timeout(patienceMs),
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw new RemoteError(`${address} does not answer: ${String(error)}`);
    });
    const answer: unknown = await response.json().catch(() => null);
    if (!response.ok) {
      const { data } = refusalSchema.safeParse(answer);
      const problems = (data?.problems ?? []).map((one) => `\n  ${one.path}: ${one.message}`).join("");
      throw new RemoteError(
        `${address} answered ${response.status}: ${data?.error ?? "no words"}${problems}`,
      );
    }
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw new RemoteError(`${address}${path} answered something else than expected`);
  };
  return {
    createToken: async (request) =>
      (await ask("POST", "/api/v1/admin/tokens", newTokenSchema, request)).token,
    listTokens: async () => (await ask("GET", "/api/v1/admin/tokens", tokenListSchema)).tokens,
    async revokeToken(id) {
      await ask("DELETE", `/api/v1/admin/tokens/${encodeURIComponent(id)}`, revokedSchema);
    },
    decide: (request) => ask("POST", "/api/v1/admin/decisions", decidedSchema, request),
  };
}
