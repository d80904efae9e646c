import { type CommercialUse, commercialUse } from "#db/derive/licence-use.ts";

/** Identifiers of licences for research alone, which rule out more than selling. */
const researchOnly = /research|-amlr\b/i;

export const useWords: Readonly<Record<CommercialUse, string>> = {
  allowed: "commercial use allowed",
  forbidden: "not for commercial use",
  "not known": "terms of its own: read them before use",
};

/** What weights under a licence may be used for, as its name tells it. */
export function licenceWords(licence: string): string {
  const use = commercialUse(licence);
  return use === "forbidden" && researchOnly.test(licence)
    ? `for research only, ${useWords.forbidden}`
    : useWords[use];
}
