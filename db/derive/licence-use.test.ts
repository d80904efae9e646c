import { expect, test } from "vitest";
import { commercialUse } from "./licence-use.ts";

test.each([
  ["Apache-2.0", "allowed"],
  ["Apache-2.0 AND MIT", "allowed"],
  ["MIT", "allowed"],
  ["BSD-3-Clause", "allowed"],
  ["CC-BY-4.0", "allowed"],
  ["CC-BY-NC-4.0", "forbidden"],
  ["CC-BY-NC-SA-4.0", "forbidden"],
  ["MIT AND CC-BY-NC-4.0", "forbidden"],
  ["LicenseRef-apple-amlr", "forbidden"],
  ["LicenseRef-fair-noncommercial-research", "forbidden"],
  ["LicenseRef-franca-research-only-rail-ams", "forbidden"],
  ["LicenseRef-dinov3", "not known"],
  ["LicenseRef-nvidia-open-model", "not known"],
  ["Apache-2.0 AND LicenseRef-dinov3", "not known"],
  ["NCSA", "not known"],
  ["", "not known"],
  [null, "not known"],
] as const)("commercial use under %s is %s", (licence, use) => expect(commercialUse(licence)).toBe(use));
