import { fileURLToPath } from "node:url";
import { type DeviceProbe, probeInWords } from "../backbones/device-probe.ts";
import { whyAbsent } from "../devices/absent.ts";
import { describeDevice } from "../devices/describe-device.ts";
import { cpu, type ExecutionProvider, executionProviders } from "../onnx/index.ts";
import { lastLines, runChild } from "../setup/child-process.ts";
import { findNativePackage, NATIVE_PACKAGE, providedFrom } from "../setup/native-package.ts";
import { probeNativeBackend } from "../setup/probe.ts";
import type { Finding } from "./finding.ts";

/** What backbones run on, and what readouts train on. */
export async function findBackends(): Promise<Finding[]> {
  const devices = [];
  // One after the other: each is timed against the processor.
  for (const provider of executionProviders) devices.push(await findDevice(provider));
  return [...devices, await findNativeBackend()];
}

/** Runs a small network there: what is installed need not work. */
async function findDevice(provider: ExecutionProvider): Promise<Finding> {
  const finding = { section: "backends", name: `device ${provider}` } as const;
  if (provider === "cpu") {
    const { device } = await describeDevice(cpu);
    const detail = `${device}: runs backbones and readouts with nothing set up`;
    return { ...finding, importance: "required", present: true, detail, mend: null };
  }
  const absent = await whyAbsent(provider);
  const probe = absent === null ? await probeInChild(provider) : { works: false as const, reason: absent };
  const importance = "optional";
  if (probe.works) {
    return { ...finding, importance, present: true, detail: probeInWords(probe), mend: null };
  }
  const mend = provider === "cuda" ? "npx evaluator setup --onnx-cuda" : null;
  return { ...finding, importance, present: false, detail: probe.reason, mend };
}

/** A driver that ends the process, and what libraries write to standard error, end with the child. */
async function probeInChild(provider: ExecutionProvider): Promise<DeviceProbe> {
  const script = fileURLToPath(new URL("./probe-device-start.mjs", import.meta.url));
  const child = await runChild(process.execPath, [script, provider], { timeoutMs: 300_000 });
  const answer = lastLines(child.stdout, 1);
  if (child.exitCode === 0 && answer.startsWith("{")) return JSON.parse(answer) as DeviceProbe;
  const said = lastLines(child.stderr, 1) || `the process ended with ${child.exitCode ?? "a signal"}`;
  return { works: false, reason: said };
}

async function findNativeBackend(): Promise<Finding> {
  const finding = { section: "backends", name: "TensorFlow, native", importance: "optional" } as const;
  const nativePackage = findNativePackage();
  if (nativePackage === null) {
    return { ...finding, present: false, detail: `${NATIVE_PACKAGE} is not installed`, mend: "npm ci" };
  }
  const directory = providedFrom(nativePackage);
  const mend = "npx evaluator setup";
  if (directory === null) {
    const detail = "not set up; readouts train on ONNX Runtime";
    return { ...finding, present: false, detail, mend };
  }
  const probe = await probeNativeBackend();
  if (!probe.works) return { ...finding, present: false, detail: `does not load: ${probe.reason}`, mend };
  const { tensorflowVersion, packageVersion, device } = probe.native;
  return {
    ...finding,
    present: true,
    detail: `TensorFlow ${tensorflowVersion}, tfjs-node-gpu ${packageVersion}, device ${device} (${directory})`,
    mend: null,
  };
}
