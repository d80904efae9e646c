import { expect, test } from "vitest";
import { licenceWords } from "./licence-words.ts";

test.each([
  "CC-BY-NC-4.0",
  "CC-BY-NC-SA-4.0",
  "LicenseRef-apple-amlr",
  "LicenseRef-FAIR-Noncommercial",
  "LicenseRef-research-only",
])("%s is not for commercial use", (licence) => expect(licenceWords(licence)).toBe("not for commercial use"));

test.each([
  "Apache-2.0",
  "Apache-2.0 AND MIT",
  "MIT",
  "LicenseRef-DINOv3",
  "LicenseRef-NVIDIA-Open-Model",
  "NCSA",
])("nothing is said of %s", (licence) => expect(licenceWords(licence)).toBeNull());
