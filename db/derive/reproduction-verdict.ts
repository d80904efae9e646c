/** "not known": one seed each, and no backbone of the column has two, so what another seed changes is not known. */
export const reproductionVerdicts = ["reproduced", "differs", "not known"] as const;
export type ReproductionVerdict = (typeof reproductionVerdicts)[number];

/** Of several second runs of one number: one that differs is said before those that agree. */
export function verdictOfAll(verdicts: readonly ReproductionVerdict[]): ReproductionVerdict | null {
  return (["differs", "reproduced", "not known"] as const).find((one) => verdicts.includes(one)) ?? null;
}
