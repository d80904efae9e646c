import { isFile } from "./gate.ts";

/** What a request is for: few names, so that what callers make up opens no new series. */
export const requestKinds = ["page", "data", "upload", "picture", "asset"] as const;
export type RequestKind = (typeof requestKinds)[number];

/** What can be sent, by the first segment of its route below /api/v1. */
export const uploadKinds = [
  "results",
  "speed",
  "attestations",
  "artefacts",
  "output-sizes",
  "pictures",
] as const;
export type SentKind = (typeof uploadKinds)[number];

/** null: sends nothing. */
export function sentKindOf(method: string, target: string): SentKind | null {
  if (method !== "POST" && method !== "PUT") return null;
  const [, route] = /^\/api\/v1\/([a-z-]+)(?:[/?]|$)/.exec(target) ?? [];
  return uploadKinds.find((kind) => kind === route) ?? null;
}

export function requestKindOf(method: string, target: string): RequestKind {
  if (sentKindOf(method, target) !== null) return "upload";
  if (isFile(target) || target.startsWith("/_next/")) return "asset";
  if (/^\/(api\/v1\/pictures|preview)\//.test(target)) return "picture";
  return /^\/(api\/|badge\/|feed\.xml|cite\.bib|robots\.txt|sitemap\.xml)/.test(target) ? "data" : "page";
}

/** Of an upload, by its status. */
export function outcomeOf(status: number): "stored" | "known" | "refused" | "failed" {
  if (status === 201) return "stored";
  if (status < 400) return "known";
  return status < 500 ? "refused" : "failed";
}
