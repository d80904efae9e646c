/** A p value, what it becomes among all of its kind, and whether it is only a bound. */
export interface TestedP {
  readonly p: number | null;
  /** Adjusted for all of its kind together (Holm). */
  readonly adjustedP: number | null;
  /** Is p the least that random orders can show, so that the true one may be smaller? */
  readonly pIsBound: boolean;
}

/** "0.0028", two digits; "≤ 0.00001" for a bound; "not defined" for none. */
export function pWords({ p, pIsBound }: Omit<TestedP, "adjustedP">): string {
  return p === null ? "not defined" : bounded(p, pIsBound);
}

/** The same after the correction, which multiplies what bounds p too. */
export function adjustedPWords({ adjustedP, pIsBound }: Omit<TestedP, "p">): string {
  return adjustedP === null ? "not defined" : bounded(adjustedP, pIsBound && adjustedP < 1);
}

/** Numbers below it would need an exponent. */
const leastPrinted = 1e-6;

function bounded(p: number, isBound: boolean): string {
  if (p < leastPrinted) return `< ${leastPrinted}`;
  if (p >= 0.995) return "1";
  const twoDigits = p.toPrecision(2);
  // A bound ends where it is known.
  return isBound ? `≤ ${Number(twoDigits)}` : twoDigits;
}
