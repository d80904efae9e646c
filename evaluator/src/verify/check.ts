/** What became of one comparison. */
export type Outcome = "ok" | "differs" | "not checkable";

export interface Check {
  readonly name: string;
  readonly outcome: Outcome;
  /** What was compared, or every difference. */
  readonly details: readonly string[];
}

export const ok = (name: string, detail: string): Check => ({ name, outcome: "ok", details: [detail] });

/** Every difference; none: ok, with what agreed. */
export function differs(name: string, differences: readonly string[], agreed: string): Check {
  return differences.length === 0 ? ok(name, agreed) : { name, outcome: "differs", details: differences };
}

export const notCheckable = (name: string, why: string): Check => ({
  ...{ name, outcome: "not checkable" },
  details: [`as the uploader declares: ${why}`],
});
