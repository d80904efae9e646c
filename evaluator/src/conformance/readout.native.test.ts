import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { nativeAddonPath } from "../tf.ts";
import { checkReadout } from "./readout.ts";

const golden = fileURLToPath(new URL("../../golden/readout", import.meta.url));

test.runIf(nativeAddonPath())("all reference cases hold on native TensorFlow", async () => {
  const failed = [];
  for await (const result of checkReadout(golden, ["tfjs-node"])) if (!result.passed) failed.push(result);
  expect(failed).toEqual([]);
});
