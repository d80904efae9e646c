"use client";

import { useEarlyActs } from "../_parts/early-acts.ts";

/** Alive with all of a page that waits for nothing but its scripts. */
export function EarlyActsOfPage() {
  useEarlyActs("page");
  return null;
}
