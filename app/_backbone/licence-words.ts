/** Of identifiers, SPDX's or the authors' own: the licences here that rule out commercial use. */
const nonCommercial = /(^|[^a-z])nc([^a-z]|$)|non-?commercial|research|-amlr\b/i;

/** What a licence's name does not tell everybody; null: nothing is known. */
export function licenceWords(licence: string): string | null {
  return nonCommercial.test(licence) ? "not for commercial use" : null;
}
