import { isSeeded } from "../backbones/network.ts";
import { canonicalJson, decisiveFields, type Manifest, type ResultBundle } from "../contract/index.ts";
import { type Check, differs, notCheckable } from "./check.ts";
import type { KnownBackbone } from "./repository.ts";

const shown = (value: unknown): string => {
  const text = canonicalJson(value ?? null);
  return text.length > 120 ? `${text.slice(0, 120)}...` : text;
};

/** Is the backbone the one that this evaluator has under the id? Wordings may have been corrected since. */
export function manifestCheck({ manifest }: ResultBundle, known: KnownBackbone): Check {
  const name = "manifest";
  if (known.manifest === null) {
    return notCheckable(name, `this evaluator has no manifest of ${manifest.id} to compare it with`);
  }
  const own: Manifest = known.manifest;
  const differences = decisiveFields.flatMap((field) =>
    canonicalJson(manifest[field]) === canonicalJson(own[field])
      ? []
      : [`${field} is ${shown(manifest[field])}; the evaluator's manifest has ${shown(own[field])}`],
  );
  return differs(name, differences, `computes what the evaluator's manifest of ${manifest.id} says`);
}

/** Are the weights the published ones, as far as anybody here has seen these? */
export function weightsCheck(bundle: ResultBundle, { manifest, lockedWeights }: KnownBackbone): Check {
  const name = "weights";
  const { weightsSha256: found } = bundle.backbone;
  const named = bundle.manifest.weights?.sha256 ?? null;
  const expected = lockedWeights ?? manifest?.weights?.sha256 ?? null;
  const own = named !== null && named !== found ? [`${found}; its own manifest names ${named}`] : [];
  if (bundle.manifest.weights === null && expected === null) return unpublishedCheck(name, bundle);
  if (expected === null) {
    return own.length > 0
      ? differs(name, own, "")
      : notCheckable(name, `SHA-256 ${found}; nobody has recorded the published file's yet`);
  }
  const differences =
    found === expected ? own : [`${found}; expected ${expected}, the published file's`, ...own];
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
