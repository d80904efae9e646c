import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { listManifests, manifestPath } from "../backbones/manifest-file.ts";
import { formatManifest, isFormatted } from "./format-manifest.ts";

test.each(await listManifests())("%s is written as the repository's formatter leaves it", async (id) => {
  const text = await readFile(manifestPath(id), "utf8");
  expect(isFormatted(text)).toBe(true);
  expect(isFormatted(JSON.stringify(JSON.parse(text), null, 4))).toBe(false);
});

test("a number may be written in more ways than one, a line may not", () => {
  expect(isFormatted('{\n  "a": 4.0,\n  "b": [0.000001, -2.50],\n  "c": "4.0, as it is"\n}\n')).toBe(true);
  expect(isFormatted('{ "a": 4.0 }\n')).toBe(false);
  expect(isFormatted('{\n  "a": 4\n}')).toBe(false);
  expect(isFormatted('\ufeff{\n  "a": 4\n}\n')).toBe(false);
});

test("lists of numbers are filled, other long ones have a line an element", () => {
  const numbers = Array.from({ length: 20 }, (_, index) => 1000.123456 + index);
  const words = Array.from({ length: 8 }, (_, index) => `a prefix of keys ${index}`);
  expect(formatManifest({ numbers, words, none: {}, pairs: [{ a: 1e-6 }, [1, 2]] })).toMatchInlineSnapshot(`
    "{
      "numbers": [
        1000.123456, 1001.123456, 1002.123456, 1003.123456, 1004.123456, 1005.123456, 1006.123456, 1007.123456,
        1008.123456, 1009.123456, 1010.123456, 1011.123456, 1012.123456, 1013.123456, 1014.123456, 1015.123456,
        1016.123456, 1017.123456, 1018.123456, 1019.123456
      ],
      "words": [
        "a prefix of keys 0",
        "a prefix of keys 1",
        "a prefix of keys 2",
        "a prefix of keys 3",
        "a prefix of keys 4",
        "a prefix of keys 5",
        "a prefix of keys 6",
        "a prefix of keys 7"
      ],
      "none": {},
      "pairs": [
        {
          "a": 1e-6
        },
        [1, 2]
      ]
    }
    "
  `);
});
