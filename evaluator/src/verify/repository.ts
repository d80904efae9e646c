import { existsSync } from "node:fs";
import { manifestPath, readManifest } from "../backbones/manifest-file.ts";
import { type Manifest, slug } from "../contract/index.ts";
import { readWeightsLock, weightsLockPath } from "../weights/lock-file.ts";

/** What this evaluator itself knows of a backbone. */
export interface KnownBackbone {
  /** null: it comes with no manifest of this id. */
  readonly manifest: Manifest | null;
  /** Of the weights that a run reads; null: nobody has fetched them yet. */
  readonly lockedWeights: string | null;
}

export async function knownBackbone(id: string): Promise<KnownBackbone> {
  if (!slug.safeParse(id).success) return { manifest: null, lockedWeights: null };
  const manifest = existsSync(manifestPath(id)) ? await readManifest(id) : null;
  const lock = await readWeightsLock(weightsLockPath());
  return { manifest, lockedWeights: Object.hasOwn(lock, id) ? lock[id].sha256 : null };
}
