// A process of its own, started by plain JavaScript: registers tsx, runs a small network on a device, prints one line of JSON.
import { register } from "tsx/esm/api";

register();
const { probeDevice } = await import("../backbones/device-probe.ts");
const { parseDevice } = await import("../onnx/index.ts");
process.stdout.write(`\n${JSON.stringify(await probeDevice(parseDevice(process.argv[2])))}\n`);
