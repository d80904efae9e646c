import { Option } from "commander";
import { isSoftware, probeDevice, probeInWords } from "../backbones/device-probe.ts";
import { whyAbsent } from "../devices/absent.ts";
import { InputError } from "../files/input-error.ts";
import { cpu, type Device, deviceName, parseDevice } from "../onnx/index.ts";

/** What `auto` tries, best first. */
const accelerators: readonly Device[] = [
  { provider: "cuda", index: 0 },
  { provider: "webgpu", index: 0 },
];

export const deviceOption = (fallback: "auto" | "cpu"): Option =>
  new Option(
    "--device <name>",
    "what computes: cpu, cuda, cuda:1 (the second card), webgpu; auto: the best that agrees with the processor",
  ).default(fallback);

/**
 * The device that backbones and readouts run on. A named one has to work: nothing takes its place. `auto` takes the first
 * accelerator that agrees with the processor and is faster, and says so in one line.
 *
 * @throws InputError where a named device does not work.
 */
export async function chooseDevice(wanted: string, say: (line: string) => void): Promise<Device> {
  if (wanted === "auto") return bestDevice(say);
  const device = parseDevice(wanted);
  if (device.provider === "cpu") return device;
  const absent = await whyAbsent(device.provider);
  if (absent !== null) throw new InputError(`--device ${wanted}: ${absent}`);
  const probe = await probeDevice(device);
  if (!probe.works) throw new InputError(`--device ${wanted}: ${probe.reason}`);
  say(`device: ${deviceName(device)}, ${probeInWords(probe)}`);
  return device;
}

async function bestDevice(say: (line: string) => void): Promise<Device> {
  const reasons: string[] = [];
  for (const device of accelerators) {
    const reason = await tryDevice(device, say);
    if (reason === null) return device;
    reasons.push(`${deviceName(device)}: ${reason}`);
  }
  say(`device: cpu (${reasons.join("; ")})`);
  return cpu;
}

/** null where the device is to be used, otherwise why not. */
async function tryDevice(device: Device, say: (line: string) => void): Promise<string | null> {
  const absent = await whyAbsent(device.provider);
  if (absent !== null) return absent;
  if (await isSoftware(device)) return "its adapter is a program on the processor";
  const probe = await probeDevice(device);
  if (!probe.works) return probe.reason;
  if (probe.speedup <= 1) return `${probe.facts.device} is slower than the processor`;
  say(`device: ${deviceName(device)}, ${probeInWords(probe)}`);
  return null;
}
