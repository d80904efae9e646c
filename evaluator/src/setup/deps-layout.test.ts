import { mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { assertPlatformServed, completeDeps, placeInDeps } from "./deps-layout.ts";

describe("place in deps", () => {
  test.each([
    ["tensorflow/include/tensorflow/c/c_api.h", "include/tensorflow/c/c_api.h"],
    [
      "tensorflow/include/tensorflow/core/platform/ctstring_internal.h",
      "include/tensorflow/core/platform/ctstring_internal.h",
    ],
    ["tensorflow/include/xla/tsl/c/tsl_status.h", "include/xla/tsl/c/tsl_status.h"],
    ["tensorflow/libtensorflow_cc.so.2", "lib/libtensorflow_cc.so.2"],
    ["tensorflow/libtensorflow_framework.2.dylib", "lib/libtensorflow_framework.2.dylib"],
    ["nvidia/cudnn/lib/libcudnn.so.9", "nvidia/cudnn/lib/libcudnn.so.9"],
    ["./lib/libtensorflow.so.2.18.0", "lib/libtensorflow.so.2.18.0"],
    ["include/tensorflow/c/c_api.h", "include/tensorflow/c/c_api.h"],
  ])("%s goes to %s", (name, place) => {
    expect(placeInDeps(name)).toBe(place);
  });

  test.each([
    "tensorflow/python/_pywrap_tfe.so",
    "tensorflow/include/external/boringssl/src/include/openssl/base.h",
    "tensorflow/include/tensorflow/c/",
    "tensorflow_cpu-2.21.0.dist-info/METADATA",
    "include/../../outside.h",
  ])("%s is left out", (name) => {
    expect(placeInDeps(name)).toBeNull();
  });
});

describe("complete deps", () => {
  let deps = "";
  beforeEach(() => {
    deps = mkdtempSync(join(tmpdir(), "deps-"));
    mkdirSync(join(deps, "include/tensorflow/c"), { recursive: true });
    mkdirSync(join(deps, "lib"));
  });
  afterEach(() => rmSync(deps, { recursive: true }));

  test.runIf(process.platform === "linux")(
    "links a wheel's libraries under the names the addon asks for",
    async () => {
      writeFileSync(join(deps, "include/tensorflow/c/c_api.h"), "");
      writeFileSync(join(deps, "lib/libtensorflow_cc.so.2"), "");
      writeFileSync(join(deps, "lib/libtensorflow_framework.so.2"), "");
      await completeDeps(deps, "a.whl");
      expect(readlinkSync(join(deps, "lib/libtensorflow.so"))).toBe("libtensorflow_cc.so.2");
      expect(readlinkSync(join(deps, "lib/libtensorflow_framework.so"))).toBe("libtensorflow_framework.so.2");
    },
  );

  test("says which library is missing and what it found instead", async () => {
    writeFileSync(join(deps, "include/tensorflow/c/c_api.h"), "");
    writeFileSync(join(deps, "lib/libother.so"), "");
    await expect(completeDeps(deps, "a.whl")).rejects.toThrow(
      /^a\.whl: found libother\.so, expected a library/,
    );
  });

  test("says that the header is missing", async () => {
    await expect(completeDeps(deps, "a.whl")).rejects.toThrow(/no header tensorflow\/c\/c_api\.h/);
  });

  test("refuses a platform that has no addon", () => {
    expect(() => assertPlatformServed("win32")).toThrow(/linux and darwin only, this is win32/);
    expect(() => assertPlatformServed("linux")).not.toThrow();
  });
});
