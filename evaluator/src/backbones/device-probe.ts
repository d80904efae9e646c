import type { Manifest } from "../contract/index.ts";
import { type DeviceFacts, isSoftwareAdapter } from "../devices/describe-device.ts";
import { InputError } from "../files/input-error.ts";
import { cpu, type Device, GraphBuilder } from "../onnx/index.ts";
import { engineReason, openSession } from "../onnx/session.ts";
import { type Backbone, openBackbone } from "./backbone.ts";
import { readManifest } from "./manifest-file.ts";
import { normals } from "./random-source.ts";

/** What came of running a small network on a device. */
export type DeviceProbe =
  | {
      readonly works: true;
      readonly facts: DeviceFacts;
      /** Relative, to the processor's features. */
      readonly difference: number;
      /** Passes a second, in units of the processor's. */
      readonly speedup: number;
    }
  | { readonly works: false; readonly reason: string };

/** Of one that works: "NVIDIA H100, driver 580 (differs from the processor by 5.7e-7, 12 times as fast)". */
export function probeInWords({ facts, difference, speedup }: DeviceProbe & { readonly works: true }): string {
  const driver = facts.driver === undefined ? "" : `, driver ${facts.driver}`;
  const agreement = `differs from the processor by ${difference.toExponential(1)}`;
  return `${facts.device}${driver} (${agreement}, ${speedup.toPrecision(2)} times as fast)`;
}

/** Opens a session of one node: only then does it show which adapter there is. */
export async function isSoftware(device: Device): Promise<boolean> {
  if (device.provider !== "webgpu") return false;
  const graph = new GraphBuilder("adapter", { provider: device.provider });
  graph.output(graph.op("Neg", [graph.input("x", "float32", [1])]), "y", "float32", [1]);
  try {
    const session = await openSession(graph.build(), { device });
    await session.release();
    return isSoftwareAdapter();
  } catch {
    return false;
  }
}

const images = 4;
const threeTimes = [0, 1, 2];

/**
 * Runs a vision transformer of two blocks with the token count of real ones, 197: what a device gets wrong shows from some
 * length on. It has to agree with the processor as every backbone has.
 */
export async function probeDevice(device: Device): Promise<DeviceProbe> {
  const manifest = smallTransformer(await readManifest("random"));
  let difference = 0;
  try {
    await using served = await openBackbone(manifest, {
      ...{ device, seed: 0, batchSize: images },
      onDifference: (found) => {
        difference = found;
      },
    });
    await using processor = await openBackbone(manifest, { device: cpu, seed: 0, batchSize: images });
    const speedup = (await passMs(processor, manifest)) / (await passMs(served, manifest));
    const { device: name, driver, libraries } = served.engine;
    const facts = { device: name, ...(driver ? { driver } : {}), ...(libraries ? { libraries } : {}) };
    return { works: true, facts, difference, speedup };
  } catch (error) {
    return { works: false, reason: error instanceof InputError ? error.message : engineReason(error) };
  }
}

function smallTransformer(manifest: Manifest): Manifest {
  const size = { embed_dim: 192, depth: 2, num_heads: 3 };
  const options = { ...manifest.options, ...size, mlp: { ...(manifest.options.mlp as object), hidden: 768 } };
  return { ...manifest, id: "device-probe", options, featureDim: size.embed_dim };
}

/** The shortest of three passes after one. */
async function passMs(backbone: Backbone, { inputSize }: Manifest): Promise<number> {
  const pixels = normals("dense-probing/device-probe/1", images * 3 * inputSize ** 2, 1);
  const timed = async () => {
    const start = performance.now();
    await backbone.features(pixels, images);
    return performance.now() - start;
  };
  await timed();
  const times: number[] = [];
  for (const _ of threeTimes) times.push(await timed());
  return Math.min(...times);
}
