import type { Source } from "./board/cell.ts";
import type { DocumentKind } from "./pictures.ts";

/** What the uploader's token allowed when it came: a maintainer's counts at once, others' wait for one. */
export const roles = ["maintainer", "submitter"] as const;
export type Role = (typeof roles)[number];

/** Boards, snapshots and the API's numbers know accepted ones alone. */
export const standings = ["accepted", "waiting", "withdrawn"] as const;
export type Standing = (typeof standings)[number];

/** What may be sent and decided about. */
export type ThingKind = "result" | "speed" | DocumentKind;

/** Decisions about a result, a speed or a document. */
export const decisionsAboutThings = ["accept", "withdraw", "reinstate"] as const;
/** Decisions about a holder. */
export const decisionsAboutHolders = ["ban", "unban"] as const;
/** Decisions about a snapshot: a release is one with a name, which is the decision's reason. */
export const decisionsAboutSnapshots = ["release", "unrelease"] as const;
export const decisionActions = [
  ...decisionsAboutThings,
  ...decisionsAboutHolders,
  ...decisionsAboutSnapshots,
] as const;
export type DecisionAction = (typeof decisionActions)[number];

/**
 * Where a result, speed or document stands: a maintainer's own counts at once, anybody else's once a maintainer has
 * accepted or signed it, and nothing that is withdrawn.
 *
 * @param decided about it, oldest first
 */
export function standingOf(role: Role, isSigned: boolean, decided: readonly DecisionAction[]): Standing {
  const last = decided.findLast((action) => action === "withdraw" || action === "reinstate");
  if (last === "withdraw") return "withdrawn";
  return role === "maintainer" || isSigned || decided.includes("accept") ? "accepted" : "waiting";
}

/** Where an uploaded result's number comes from: whoever sent it, until a maintainer has signed it. */
export function sourceOf(role: Role, isSigned: boolean): Source {
  if (isSigned) return "verified";
  return role === "maintainer" ? "measured" : "submitted";
}
