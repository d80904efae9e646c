import { isSeeded } from "../backbones/network.ts";
import { networkDifferences, type ResultBundle } from "../contract/index.ts";
import { type Check, differs, notCheckable } from "./check.ts";
import type { KnownBackbone } from "./repository.ts";

/** Is the backbone the one that this evaluator has under the id? Wordings may have been corrected since. */
export function manifestCheck({ manifest }: ResultBundle, known: KnownBackbone): Check {
  const name = "manifest";
  if (known.manifest === null) {
    return notCheckable(name, `this evaluator has no manifest of ${manifest.id} to compare it with`);
  }
  const differences = networkDifferences(manifest, known.manifest).map(
    ({ field, found, expected }) => `${field} is ${found}; the evaluator's manifest has ${expected}`,
  );
  return differs(name, differences, `computes what the evaluator's manifest of ${manifest.id} says`);
}

/** Are the weights the published ones, as far as anybody here has seen these? */
export function weightsCheck(bundle: ResultBundle, { manifest, lockedWeights }: KnownBackbone): Check {
  const name = "weights";
  const { weightsSha256: found } = bundle.backbone;
  const expected = lockedWeights ?? manifest?.weights?.sha256 ?? null;
  if (bundle.manifest.weights === null && expected === null) return unpublishedCheck(name, bundle);
  if (expected === null) {
    return notCheckable(name, `SHA-256 ${found}; nobody has recorded the published file's yet`);
  }
  const differences = found === expected ? [] : [`${found}; expected ${expected}, the published file's`];
  return differs(name, differences, `SHA-256 of the published file, ${expected}`);
}

/** Of a manifest without weights: a transformer's are drawn from the seed and have a hash, other families have none. */
function unpublishedCheck(name: string, { manifest, backbone, seed }: ResultBundle): Check {
  const { weightsSha256: found } = backbone;
  if (!isSeeded(manifest)) {
    const differences = found === null ? [] : [`${found}; its manifest has no weights`];
    return differs(name, differences, "the backbone has none");
  }
  if (found === null) return differs(name, [`none; expected the hash of those drawn from seed ${seed}`], "");
  return notCheckable(name, `SHA-256 ${found}, drawn from seed ${seed}; only drawing again shows it`);
}
