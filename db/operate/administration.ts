import { z } from "zod";
import { nameSchema, sha256, slug } from "#contract";
import { snapshotAddress } from "../derive/releases.ts";
import {
  type DecisionAction,
  decisionActions,
  decisionsAboutHolders,
  decisionsAboutSnapshots,
  standings,
} from "../derive/standing.ts";
import type { OpenDatabase } from "../open/shared-database.ts";
import { reasonSchema } from "../store/decisions.ts";
import { tokenScopes } from "../store/tokens.ts";
import { type Decider, decide } from "../write/decide.ts";
import { createToken, listTokens, revokeToken } from "../write/tokens.ts";

/** What maintainers do, from the command line and through the API alike. */

const mostDays = 3_650;
const dayMs = 86_400_000;

export const tokenRequestSchema = z.strictObject({
  holder: slug.describe("A person or a group."),
  label: nameSchema.pipe(z.string().max(100)).describe("What tells it from the holder's other tokens."),
  scopes: z.array(z.enum(tokenScopes)).min(1).describe("maintain implies the others."),
  days: z.int().min(1).max(mostDays).optional().describe("Days until it expires; left out: never."),
});
export type TokenRequest = z.infer<typeof tokenRequestSchema>;

/** What the subject of such a decision has to be; null: it is. */
function subjectProblem(action: DecisionAction, subject: string): string | null {
  if (decisionsAboutSnapshots.some((one) => one === action)) {
    return snapshotAddress.test(subject) ? null : "the 16 hexadecimal digits of a snapshot";
  }
  const isId = sha256.safeParse(subject).success;
  if (decisionsAboutHolders.some((one) => one === action)) return isId ? "the name of a holder" : null;
  return isId ? null : "the id of what was uploaded";
}

export const decisionRequestSchema = z
  .strictObject({
    action: z.enum(decisionActions),
    subject: z
      .union([sha256, slug])
      .describe(
        "Id of a result, a speed measurement or a document; of ban and unban, a holder; of release and unrelease, a snapshot.",
      ),
    reason: reasonSchema.describe("Published, but of bans; of a release its name, as in 2026-11."),
    withdraw: z.boolean().optional().describe("Of a ban: also withdraw all that is the holder's."),
  })
  .superRefine(({ action, subject, reason, withdraw }, context) => {
    const expected = subjectProblem(action, subject);
    if (expected) context.addIssue({ code: "custom", path: ["subject"], message: `expected ${expected}` });
    if (action === "release" && (!slug.safeParse(reason).success || snapshotAddress.test(reason))) {
      const message = "expected a name such as 2026-11: lower-case letters, digits and single hyphens";
      context.addIssue({ code: "custom", path: ["reason"], message });
    }
    if (withdraw !== undefined && action !== "ban") {
      context.addIssue({ code: "custom", path: ["withdraw"], message: "is of a ban alone" });
    }
  });
export type DecisionRequest = z.infer<typeof decisionRequestSchema>;

const instant = z.iso.datetime();

export const tokenListSchema = z.strictObject({
  tokens: z.array(
    z.strictObject({
      id: z.string(),
      holder: z.string(),
      label: z.string(),
      scopes: z.array(z.string()),
      createdAt: instant,
      expiresAt: instant.nullable(),
      revokedAt: instant.nullable(),
    }),
  ),
});
export type ListedToken = z.infer<typeof tokenListSchema>["tokens"][number];

export const newTokenSchema = z.strictObject({ token: z.string().describe("Shown this once.") });
export const revokedSchema = z.strictObject({ revoked: z.string() });
export const decidedSchema = z.strictObject({
  decisions: z.int().describe("How many it took: a ban may withdraw much."),
  standing: z.enum(standings).nullable().describe("Where the subject stands now; null for a holder."),
});
export type Decided = z.infer<typeof decidedSchema>;

/** What was asked for cannot be done; the message says why. */
export class AdministrationError extends Error {
  override readonly name = "AdministrationError";
  readonly status: 404 | 409;
  constructor(status: 404 | 409, message: string) {
    super(message);
    this.status = status;
  }
}

export interface Administration {
  createToken(request: TokenRequest): Promise<string>;
  listTokens(): Promise<readonly ListedToken[]>;
  revokeToken(id: string): Promise<void>;
  decide(request: DecisionRequest): Promise<Decided>;
}

/** On an open database. */
export function administrationOf(open: OpenDatabase, by: Decider): Administration {
  return {
    createToken: ({ days, ...token }) =>
      createToken(open, {
        ...token,
        expiresAt: days === undefined ? null : new Date(Date.now() + days * dayMs),
        by: by.actor,
      }),
    async listTokens() {
      const stored = await listTokens(open.db);
      return stored.map(({ createdAt, expiresAt, revokedAt, ...token }) => ({
        ...token,
        createdAt: createdAt.toISOString(),
        expiresAt: expiresAt?.toISOString() ?? null,
        revokedAt: revokedAt?.toISOString() ?? null,
      }));
    },
    async revokeToken(id) {
      if (await revokeToken(open, id, by.actor)) return;
      throw new AdministrationError(404, `no token ${id} that is not revoked already`);
    },
    async decide({ withdraw, ...request }) {
      const outcome = await decide(open, { ...request, ...(withdraw ? { withdraw } : {}) }, by);
      if (outcome.status === "decided") {
        const { decisions, standing } = outcome;
        return { decisions, standing };
      }
      if (outcome.status === "refused") throw new AdministrationError(409, outcome.why);
      throw new AdministrationError(
        404,
        `nothing that was uploaded, and no snapshot, has the id ${outcome.subject}`,
      );
    },
  };
}
