/** Where the images of a cohort come from, in the order in which cohorts are listed; own data comes last. */
export const cohortKinds = ["paper", "official", "scenes", "custom", "own", "own-depth"] as const;
export type CohortKind = (typeof cohortKinds)[number];

/** A user's own images: their one task meets no other. */
export const isOwnKind = (kind: CohortKind): boolean => kind === "own" || kind === "own-depth";
