import parse from "spdx-expression-parse";
import licenceIds from "spdx-license-ids/index.json" with { type: "json" };

/** What is wrong with the licence of a manifest; null: nothing. */
export function licenceProblem(licence: string): string | null {
  try {
    parse(licence);
    return null;
  } catch {
    const meant = spdxId(licence);
    const hint = meant === null ? "" : ` (${meant}?)`;
    return `licence: ${JSON.stringify(licence)} is no SPDX expression${hint}; expected one of the list at https://spdx.org/licenses, or LicenseRef-NAME for terms that it does not have`;
  }
}

/** The id of the list that differs in case alone, as model cards write them; null: there is none. */
export function spdxId(licence: string): string | null {
  return licenceIds.find((id) => id.toLowerCase() === licence.toLowerCase()) ?? null;
}
