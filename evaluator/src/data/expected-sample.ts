import { join } from "node:path";
import { InputError } from "../files/input-error.ts";
import { mostTextBytes, readLimited } from "../files/limited-read.ts";
import { checkCocoImages, checkCocoInstances } from "./coco-sample.ts";
import { checkNyu } from "./nyu-sample.ts";
import type { Expected, Report } from "./sample-values.ts";
import { checkVoc } from "./voc-sample.ts";

/** One statement of an expected.json, compared with what our readers make of the files. */
export interface SampleCheck {
  readonly name: string;
  readonly passed: boolean;
  readonly detail: string;
}

/** Keys in one order, so that equal objects print alike. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    inner && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

async function readExpected(root: string, name: string): Promise<Expected | null> {
  const text = await readLimited(join(root, name), mostTextBytes, "expected values").then(String, () => null);
  return text === null ? null : JSON.parse(text);
}

/**
 * Compares our readers with the values that independent software found in a sample of VOC, COCO or NYUv2: `root` holds
 * the data in its own layout and expected.json (COCO: also expected_instances.json). Throws InputError without one.
 */
export async function checkExpectedSample(root: string): Promise<SampleCheck[]> {
  const expected = await readExpected(root, "expected.json");
  if (!expected)
    throw new InputError(`${root}: no expected.json; expected a sample with the values to compare`);
  const checks: SampleCheck[] = [];
  const report: Report = (name, found, wanted) => {
    const [is, should] = [stable(found), stable(wanted)];
    const passed = is === should;
    const detail = passed ? is.slice(0, 120) : `found ${is.slice(0, 300)}, expected ${should?.slice(0, 300)}`;
    checks.push({ name, passed, detail });
  };
  if (expected.class_names) await checkVoc(root, expected, report);
  else if (expected.stuffthingmaps) {
    await checkCocoImages(root, expected, report);
    const instances = await readExpected(root, "expected_instances.json");
    if (instances) await checkCocoInstances(root, instances, report);
  } else if (expected["splits.mat"]) await checkNyu(root, expected, report);
  else
    throw new InputError(
      `${root}/expected.json: none of the known layouts; expected VOC, COCO or NYUv2 values`,
    );
  return checks;
}
