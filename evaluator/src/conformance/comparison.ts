import { type ArrayValues, encodedArray, isEncodedArray } from "./encoded-array.ts";

/** How far a computed value is from the expected one. */
export interface Comparison {
  /** Largest error found, in the measure of `tolerance`. */
  readonly worstError: number;
  readonly tolerance: number;
  /** How many values were compared: none means that nothing was checked. */
  readonly compared: number;
  /** Every disagreement, the first few in words. */
  readonly problems: readonly string[];
}

export interface ComparisonOptions {
  /** Accepted error |a - b| / max(1, |b|): absolute or relative, whichever is looser. */
  readonly tolerance?: number;
  /** Field names whose numbers are counts, indices or labels and must be equal. */
  readonly exact?: readonly string[];
}

export const defaultTolerance = 1e-6;
const problemLimit = 5;

/** A computed value: numbers, typed arrays, lists and records, shaped as the expected JSON. NaN stands for null. */
export type Computed =
  | number
  | string
  | boolean
  | ArrayValues
  | readonly Computed[]
  | { readonly [field: string]: Computed };

/**
 * Compares a computed value with a case's expected JSON, field by field. Every expected field must have been computed;
 * whole-number arrays must be equal; NaN equals null.
 */
export function compare(expected: unknown, computed: Computed, options: ComparisonOptions = {}): Comparison {
  const tolerance = options.tolerance ?? defaultTolerance;
  const state = {
    worstError: 0,
    compared: 0,
    problems: [] as string[],
    tolerance,
    exact: options.exact ?? [],
  };
  compareValue(state, expected, computed, "", false);
  return { worstError: state.worstError, tolerance, compared: state.compared, problems: state.problems };
}

/** The verdict of several comparisons of one case; errors are put in units of the first one's tolerance. */
export function combine(first: Comparison, ...others: readonly Comparison[]): Comparison {
  let worstError = first.worstError;
  for (const other of others) {
    worstError = Math.max(worstError, (other.worstError / other.tolerance) * first.tolerance);
  }
  return {
    worstError,
    tolerance: first.tolerance,
    compared: others.reduce((sum, other) => sum + other.compared, first.compared),
    problems: [first, ...others].flatMap((part) => part.problems).slice(0, problemLimit),
  };
}

/** A bound of the form "value must not exceed limit", as a comparison whose error is the excess. */
export function atMost(name: string, value: number, limit: number): Comparison {
  const excess = Number.isNaN(value) ? Number.POSITIVE_INFINITY : Math.max(0, value - limit);
  return {
    worstError: excess,
    tolerance: defaultTolerance,
    compared: 1,
    problems: excess > 0 ? [`${name} is ${value}, expected at most ${limit}`] : [],
  };
}

interface State {
  worstError: number;
  compared: number;
  readonly problems: string[];
  readonly tolerance: number;
  readonly exact: readonly string[];
}

function compareValue(
  state: State,
  expected: unknown,
  computed: Computed | undefined,
  path: string,
  isExact: boolean,
): void {
  if (computed === undefined) {
    report(state, `${path} is expected but not known here`);
  } else if (typeof expected === "number" || expected === null) {
    if (typeof computed !== "number") report(state, `${path} is not a number here`);
    else compareNumber(state, expected ?? Number.NaN, computed, path, isExact);
  } else if (typeof expected !== "object") {
    state.compared++;
    if (computed !== expected) report(state, `${path} is ${String(computed)}, expected ${String(expected)}`);
  } else if (isEncodedArray(expected)) {
    compareEncoded(state, expected, computed, path, isExact);
  } else if (Array.isArray(expected)) {
    compareSequence(state, expected, computed, path, isExact);
  } else {
    compareFields(state, Object.entries(expected), computed, path, isExact);
  }
}

function compareFields(
  state: State,
  expected: readonly [string, unknown][],
  computed: Computed,
  path: string,
  isExact: boolean,
): void {
  if (typeof computed !== "object" || Array.isArray(computed) || ArrayBuffer.isView(computed)) {
    report(state, `${path} is not a record here`);
    return;
  }
  const fields = computed as { readonly [field: string]: Computed };
  for (const [field, value] of expected) {
    const isFieldExact = isExact || state.exact.includes(field);
    const found = Object.hasOwn(fields, field) ? fields[field] : undefined;
    compareValue(state, value, found, path === "" ? field : `${path}.${field}`, isFieldExact);
  }
}

function compareEncoded(
  state: State,
  expected: unknown,
  computed: Computed,
  path: string,
  isExact: boolean,
): void {
  const { data } = encodedArray.parse(expected);
  const isWhole = !(data instanceof Float32Array || data instanceof Float64Array);
  compareSequence(state, data, computed, path, isExact || isWhole);
}

function compareSequence(
  state: State,
  expected: ArrayLike<unknown>,
  computed: Computed,
  path: string,
  isExact: boolean,
): void {
  if (typeof computed !== "object" || !("length" in computed)) {
    report(state, `${path} is not a list here`);
    return;
  }
  const found = computed as ArrayLike<Computed>;
  state.compared++;
  if (found.length !== expected.length) {
    report(state, `${path} has ${found.length} values, expected ${expected.length}`);
    return;
  }
  for (let i = 0; i < expected.length; i++) {
    compareValue(state, expected[i], found[i], `${path}[${i}]`, isExact);
  }
}

function compareNumber(
  state: State,
  expected: number,
  computed: number,
  path: string,
  isExact: boolean,
): void {
  state.compared++;
  if (Object.is(expected, computed) || expected === computed) return;
  const difference = Math.abs(expected - computed);
  const scaled = isExact ? difference : difference / Math.max(1, Math.abs(expected));
  // NaN on one side only, or opposite infinities.
  const error = Number.isNaN(scaled) ? Number.POSITIVE_INFINITY : scaled;
  state.worstError = Math.max(state.worstError, error);
  if (isExact || error > state.tolerance) report(state, `${path} is ${computed}, expected ${expected}`);
}

function report(state: State, problem: string): void {
  state.compared++;
  if (state.problems.length < problemLimit) state.problems.push(problem);
}
