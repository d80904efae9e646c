import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson, type Manifest } from "../contract/index.ts";
import { writeFileAtomically } from "../files/atomic-file.ts";
import type { ComputeFeatures } from "./device-check.ts";
import { probePixels, requireProbe } from "./probe.ts";

/** A network that runs on the processor. */
interface ProcessorNetwork {
  readonly manifest: Manifest;
  readonly weightsSha256: string | null;
  readonly graphSha256: string;
  readonly engine: { readonly version: string };
  readonly features: ComputeFeatures;
}

/**
 * Compares a backbone on the processor with its manifest's probe, once for each weights file, network, engine and probe
 * where there is a folder that remembers.
 *
 * @param memory folder of what has passed; null: nothing is remembered
 * @param say told the difference where features were compared
 * @throws InputError naming the largest difference where features are not the probe's
 */
export async function checkProbe(
  backbone: ProcessorNetwork,
  memory: string | null,
  say: (line: string) => void,
): Promise<void> {
  const { manifest, weightsSha256, graphSha256, engine } = backbone;
  const { probe } = manifest;
  if (!probe) return;
  const passed = memory === null ? null : join(memory, `${keyOf(backbone)}.json`);
  if (passed !== null && existsSync(passed)) return;
  const difference = requireProbe(manifest, probe, await backbone.features(probePixels(manifest), 2));
  const found = difference.toExponential(1);
  say(`backbone ${manifest.id}: features differ from those of ${probe.library} by ${found}`);
  if (passed !== null) {
    const what = { id: manifest.id, weightsSha256, graphSha256, engine: engine.version, difference };
    await writeFileAtomically(passed, canonicalJson(what));
  }
}

/** Everything that the comparison depends on. */
function keyOf({ manifest, weightsSha256, graphSha256, engine }: ProcessorNetwork): string {
  const { probe, mean, std } = manifest;
  const key = canonicalJson({ probe, mean, std, weightsSha256, graphSha256, engine: engine.version });
  return createHash("sha256").update(key).digest("hex").slice(0, 32);
}
