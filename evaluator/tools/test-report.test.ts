import { expect, test } from "vitest";
import { sum, tallyOfExit, tallyOfPlaywright, tallyOfVitest } from "./test-report.ts";

const file = (status: string, ...assertions: string[]) => ({
  status,
  assertionResults: assertions.map((assertion) => ({ status: assertion })),
});
const vitest = (numPassedTests: number, numFailedTests: number, testResults: ReturnType<typeof file>[]) => ({
  numPassedTests,
  numFailedTests,
  testResults,
});

test("a check is one test", () => {
  expect(sum([tallyOfExit(0), tallyOfExit(2)])).toEqual({ passed: 1, failed: 1 });
});

test("a test file that could not be loaded is a failure", () => {
  const report = vitest(3, 1, [file("passed", "passed"), file("failed", "passed", "failed"), file("failed")]);
  expect(tallyOfVitest(report, 1)).toEqual({ passed: 3, failed: 2 });
});

test("a runner that ends badly has failed even if every test passed", () => {
  expect(tallyOfVitest(vitest(3, 0, [file("passed", "passed")]), 1)).toEqual({ passed: 3, failed: 1 });
  expect(tallyOfVitest(vitest(3, 0, [file("passed", "passed")]), 0)).toEqual({ passed: 3, failed: 0 });
});

test("a runner that left no report or ran nothing has failed", () => {
  expect(tallyOfVitest(null, 0)).toEqual({ passed: 0, failed: 1 });
  expect(tallyOfVitest(vitest(0, 0, []), 0)).toEqual({ passed: 0, failed: 1 });
  expect(tallyOfPlaywright(null, 0)).toEqual({ passed: 0, failed: 1 });
});

test("a flaky browser test counts as failed", () => {
  expect(tallyOfPlaywright({ stats: { expected: 5, unexpected: 1, flaky: 1 } }, 1)).toEqual({
    passed: 5,
    failed: 2,
  });
});
