import { expect, test } from "vitest";
import { findNativePackage, providedFrom } from "./native-package.ts";
import { probeNativeBackend } from "./probe.ts";

test("the native backend multiplies two matrices and names its version and device", async () => {
  const nativePackage = findNativePackage();
  expect(nativePackage && providedFrom(nativePackage)).not.toBeNull();
  const probe = await probeNativeBackend();
  expect(probe).toMatchObject({
    works: true,
    native: {
      backend: "tensorflow",
      packageVersion: nativePackage?.version,
      tensorflowVersion: expect.stringMatching(/^2\.\d+\.\d+/),
      device: expect.stringMatching(/^(CPU|GPU)$/),
    },
  });
});
