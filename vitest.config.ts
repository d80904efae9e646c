import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Vitest leaves one core to itself, half of a machine with two.
    maxWorkers: "100%",
    projects: [
      {
        test: {
          name: "evaluator",
          include: ["evaluator/**/*.test.ts"],
          exclude: ["**/*.native.test.ts", "**/node_modules/**"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        // Needs `evaluator setup`; `npm test` runs it where that worked.
        test: {
          name: "native",
          include: ["evaluator/**/*.native.test.ts"],
          exclude: ["**/node_modules/**"],
          testTimeout: 300_000,
        },
      },
      {
        test: {
          name: "site",
          include: ["db/**/*.test.ts", "app/**/*.test.{ts,tsx}", "e2e/tools/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
