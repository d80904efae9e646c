import { expect, test } from "vitest";
import { describeFailure, sum, tallyOfExit, tallyOfPlaywright, tallyOfVitest } from "./test-report.ts";

const file = (status: string, ...assertions: string[]) => ({
  ...{ name: "a.test.ts", status, message: status === "failed" ? "cannot be loaded" : "" },
  assertionResults: assertions.map((assertion, index) => ({
    ...{ fullName: `test ${index}`, status: assertion },
    failureMessages: assertion === "failed" ? ["expected 1, got 2"] : [],
  })),
});
const vitest = (numPassedTests: number, testResults: ReturnType<typeof file>[]) => ({
  numPassedTests,
  testResults,
});
const spec = (title: string, status: string, message?: string) => ({
  ...{ title },
  tests: [{ status, results: [{ errors: message === undefined ? [] : [{ message }] }] }],
});

test("a check is one test", () => {
  expect(sum([tallyOfExit("lint", 0), tallyOfExit("types", 2)])).toEqual({
    passed: 1,
    failures: [{ name: "types", message: "ended with 2" }],
  });
});

test("failed tests are named, and a test file that could not be loaded is a failure", () => {
  const report = vitest(3, [file("passed", "passed"), file("failed", "passed", "failed"), file("failed")]);
  expect(tallyOfVitest("unit", report, 1)).toEqual({
    passed: 3,
    failures: [
      { name: "a.test.ts: test 1", message: "expected 1, got 2" },
      { name: "a.test.ts", message: "cannot be loaded" },
    ],
  });
});

test("a runner that ends badly has failed even if every test passed", () => {
  const report = vitest(3, [file("passed", "passed")]);
  expect(tallyOfVitest("unit", report, 1)).toEqual({
    passed: 3,
    failures: [{ name: "unit", message: "ended with 1" }],
  });
  expect(tallyOfVitest("unit", report, 0)).toEqual({ passed: 3, failures: [] });
});

test("a runner that left no report or ran nothing has failed", () => {
  const failed = (message: string) => ({ passed: 0, failures: [{ name: "unit", message }] });
  expect(tallyOfVitest("unit", null, 0)).toEqual(failed("left no report"));
  expect(tallyOfVitest("unit", vitest(0, []), 0)).toEqual(failed("ran nothing"));
  expect(tallyOfPlaywright("unit", null, 0)).toEqual(failed("left no report"));
});

test("failed browser tests are named with where they are; a flaky one counts as failed", () => {
  const inner = { title: "dark", specs: [spec("page", "unexpected", "too wide"), spec("fine", "expected")] };
  const suites = [{ title: "look.spec.ts", specs: [spec("slow", "flaky")], suites: [inner] }];
  expect(tallyOfPlaywright("e2e", { stats: { expected: 5 }, suites }, 1)).toEqual({
    passed: 5,
    failures: [
      { name: "look.spec.ts: slow", message: "" },
      { name: "look.spec.ts: dark: page", message: "too wide" },
    ],
  });
});

test("a failure is told in a few lines without colours", () => {
  const message = `\u001b[31mError\u001b[39m: no\n\n${"line\n".repeat(20)}`;
  const told = describeFailure({ name: "a: b", message }).split("\n");
  expect(told.slice(0, 3)).toEqual(["FAILED a: b", "  Error: no", "  line"]);
  expect(told).toHaveLength(9);
});
