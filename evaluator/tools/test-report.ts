/** How many checks passed and failed; a step that fails without naming a test counts as one failure. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

export const sum = (tallies: readonly Tally[]): Tally => ({
  passed: tallies.reduce((total, tally) => total + tally.passed, 0),
  failed: tallies.reduce((total, tally) => total + tally.failed, 0),
});

/** A step that is one check: a linter, a compiler, a build. */
export const tallyOfExit = (exitCode: number): Tally =>
  exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };

/** What vitest's JSON reporter writes, as far as it is read here. */
export interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** A file that could not even be loaded fails without a failing test in it. */
export function tallyOfVitest(report: VitestReport | null, exitCode: number): Tally {
  if (report === null) return { passed: 0, failed: 1 };
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === "failed" && !assertionResults.some((assertion) => assertion.status === "failed"),
  ).length;
  return atLeastOneFailure(report.numPassedTests, report.numFailedTests + brokenFiles, exitCode);
}

/** What Playwright's JSON reporter writes, as far as it is read here. */
export interface PlaywrightReport {
  readonly stats: { readonly expected: number; readonly unexpected: number; readonly flaky: number };
}

/** A test that passed only at the second try is one that can't be relied on: it counts as failed. */
export function tallyOfPlaywright(report: PlaywrightReport | null, exitCode: number): Tally {
  if (report === null) return { passed: 0, failed: 1 };
  return atLeastOneFailure(report.stats.expected, report.stats.unexpected + report.stats.flaky, exitCode);
}

/** A runner that ends badly has failed, whatever it counted; one that ran nothing has tested nothing. */
function atLeastOneFailure(passed: number, failed: number, exitCode: number): Tally {
  const wentWrong = exitCode !== 0 || passed + failed === 0;
  return { passed, failed: wentWrong ? Math.max(failed, 1) : failed };
}
