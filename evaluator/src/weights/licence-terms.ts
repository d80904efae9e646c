/** Licences that let anybody use weights for anything, by their SPDX names. */
const permissive = [
  ...["Apache-2.0", "MIT", "MIT-0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "Unlicense", "0BSD"],
  ...["CC0-1.0", "CC-BY-4.0", "CC-BY-3.0"],
];

const restrictions = [
  { mark: /(^|-)(NC|NON-?COMMERCIAL)(-|$)/i, terms: "NON-COMMERCIAL use only" },
  { mark: /amlr|research/i, terms: "RESEARCH use only" },
] as const;

/** What a licence lets one do with weights, in plain words, for whoever is about to fetch them. */
export function licenceTerms(licence: string): string {
  const parts = licence.split(/\s+AND\s+/);
  const strict = restrictions.filter(({ mark }) => parts.some((part) => mark.test(part)));
  if (strict.length > 0) return strict.map(({ terms }) => terms).join(", ");
  if (parts.every((part) => permissive.includes(part))) return "permissive";
  return "terms of its own, which may restrict use: read them first";
}
