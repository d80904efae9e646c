import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { deviceTolerance } from "../backbones/device-check.ts";
import { stepTolerance } from "../readout/step-check.ts";

/** Debian's Chromium brings a Vulkan driver that computes on the processor. */
const chromium = "/usr/lib/chromium";
const driver = `${chromium}/vk_swiftshader_icd.json`;

test.skipIf(!existsSync(driver))(
  "WebGPU computes a backbone and a training step of real token counts as the processor does",
  async () => {
    const script = fileURLToPath(new URL("./webgpu.test-process.ts", import.meta.url));
    const env = { ...process.env, VK_ICD_FILENAMES: driver, LD_LIBRARY_PATH: chromium };
    const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", script], { env });
    const found = JSON.parse(stdout.trim().split("\n").at(-1) ?? "{}");
    expect(found.backbone).toBeGreaterThan(0);
    expect(found.backbone).toBeLessThan(deviceTolerance);
    expect(found.readout).toBeGreaterThan(0);
    expect(found.readout).toBeLessThan(stepTolerance);
    expect(found.loss).toBeCloseTo(Math.log(3), 1);
    expect(found.engine).toMatchObject({ backend: "webgpu" });
    expect(found.engine.device).toContain("swiftshader");
  },
);
