/** May weights under a licence be used commercially? "not known": terms of the authors' own, or none are stated. */
export type CommercialUse = "allowed" | "forbidden" | "not known";

/** Of identifiers, SPDX's or the authors' own: the licences here that rule out commercial use. */
const forbids = /(^|[^a-z])nc([^a-z]|$)|non-?commercial|research|-amlr\b/i;

/** SPDX identifiers whose text allows any use. */
const allows =
  /^(apache-2\.0|mit(-0)?|bsd-[0-9]-clause|isc|cc0-1\.0|cc-by-[0-9.]+|unlicense|zlib|bsl-1\.0|mpl-2\.0)$/i;

/** Of an expression with AND every part has to allow it; what offers a choice with OR is the reader's to read. */
export function commercialUse(licence: string | null): CommercialUse {
  if (licence === null) return "not known";
  if (forbids.test(licence)) return "forbidden";
  const parts = licence.split(/ and /i).map((part) => part.replace(/[()]/g, "").trim());
  return parts.every((part) => allows.test(part)) ? "allowed" : "not known";
}
