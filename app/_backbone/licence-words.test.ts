import { expect, test } from "vitest";
import { licenceWords } from "./licence-words.ts";

test.each([
  ["CC-BY-NC-4.0", "not for commercial use"],
  ["LicenseRef-apple-amlr", "for research only, not for commercial use"],
  ["LicenseRef-FAIR-Noncommercial-Research", "for research only, not for commercial use"],
  ["Apache-2.0 AND MIT", "commercial use allowed"],
  ["LicenseRef-DINOv3", "terms of its own: read them before use"],
])("%s: %s", (licence, words) => expect(licenceWords(licence)).toBe(words));
