import { stripVTControlCharacters } from "node:util";

/** How many checks passed, and those that failed by name; a step that names no test counts as one failure. */
export interface Tally {
  readonly passed: number;
  readonly failures: readonly Failure[];
}

export interface Failure {
  readonly name: string;
  /** What the runner said of it; empty where the step's own output has it. */
  readonly message: string;
}

export const sum = (tallies: readonly Tally[]): Tally => ({
  passed: tallies.reduce((total, tally) => total + tally.passed, 0),
  failures: tallies.flatMap(({ failures }) => failures),
});

/** A step that is one check: a linter, a compiler, a build. */
export const tallyOfExit = (name: string, exitCode: number): Tally =>
  exitCode === 0
    ? { passed: 1, failures: [] }
    : { passed: 0, failures: [{ name, message: `ended with ${exitCode}` }] };

/** What vitest's JSON reporter writes, as far as it is read here. */
export interface VitestReport {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[] | null;
    }[];
  }[];
}

/** A file that could not even be loaded fails without a failing test in it. */
export function tallyOfVitest(step: string, report: VitestReport | null, exitCode: number): Tally {
  if (report === null) return withoutReport(step);
  const failures = report.testResults.flatMap(({ name: file, status, message, assertionResults }) => {
    const failed = assertionResults.filter((assertion) => assertion.status === "failed");
    if (failed.length === 0) return status === "failed" ? [{ name: file, message }] : [];
    return failed.map(({ fullName, failureMessages }) => ({
      name: `${file}: ${fullName}`,
      message: (failureMessages ?? []).join("\n"),
    }));
  });
  return atLeastOneFailure(step, { passed: report.numPassedTests, failures }, exitCode);
}

/** What Playwright's JSON reporter writes, as far as it is read here. */
export interface PlaywrightReport {
  readonly stats: { readonly expected: number };
  readonly suites: readonly PlaywrightSuite[];
}

interface PlaywrightSuite {
  /** A file's suite has its name for a title. */
  readonly title: string;
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs: readonly {
    readonly title: string;
    readonly tests: readonly {
      readonly status: string;
      readonly results: readonly { readonly errors: readonly { readonly message?: string }[] }[];
    }[];
  }[];
}

/** A test that passed only at the second try is one that can't be relied on: it counts as failed. */
function playwrightFailures({ title: suite, suites = [], specs }: PlaywrightSuite): Failure[] {
  const own = specs.flatMap(({ title, tests }) =>
    tests
      .filter(({ status }) => status === "unexpected" || status === "flaky")
      .map(({ results }) => ({
        name: title,
        message: results.flatMap(({ errors }) => errors.map(({ message = "" }) => message)).join("\n"),
      })),
  );
  return [...own, ...suites.flatMap(playwrightFailures)].map(({ name, message }) => ({
    name: `${suite}: ${name}`,
    message,
  }));
}

export function tallyOfPlaywright(step: string, report: PlaywrightReport | null, exitCode: number): Tally {
  if (report === null) return withoutReport(step);
  const failures = report.suites.flatMap(playwrightFailures);
  return atLeastOneFailure(step, { passed: report.stats.expected, failures }, exitCode);
}

const withoutReport = (step: string): Tally => ({
  passed: 0,
  failures: [{ name: step, message: "left no report" }],
});

/** A runner that ends badly has failed, whatever it counted; one that ran nothing has tested nothing. */
function atLeastOneFailure(step: string, tally: Tally, exitCode: number): Tally {
  if (tally.failures.length > 0) return tally;
  if (tally.passed === 0) return { ...tally, failures: [{ name: step, message: "ran nothing" }] };
  return exitCode === 0 ? tally : { ...tally, failures: tallyOfExit(step, exitCode).failures };
}

const messageLineLimit = 8;

/** A failure in a few lines: a log is often read by its end alone. */
export function describeFailure({ name, message }: Failure): string {
  const lines = stripVTControlCharacters(message)
    .split("\n")
    .filter((line) => line.trim() !== "");
  return [`FAILED ${name}`, ...lines.slice(0, messageLineLimit).map((line) => `  ${line}`)].join("\n");
}
