import { commercialUse } from "#db/derive/licence-use.ts";

/** What a licence's name does not tell everybody; null: nothing is known. */
export function licenceWords(licence: string): string | null {
  return commercialUse(licence) === "forbidden" ? "not for commercial use" : null;
}
