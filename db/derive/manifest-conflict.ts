import {
  canonicalJson,
  decisiveFields,
  type Manifest,
  type Problem,
  privateRefusal,
  type ResultBundle,
} from "#contract";

/**
 * Why a bundle cannot be filed under a backbone id that is already taken; empty if it can. Two different backbones
 * under one id would be averaged as if they were seeds.
 */
export function manifestConflicts(
  stored: { readonly manifest: Manifest | null },
  bundle: Pick<ResultBundle, "manifest">,
): Problem[] {
  const { manifest } = stored;
  if (!manifest) return [];
  const problems: Problem[] = [];
  const differs = (path: string, found: unknown, expected: unknown) =>
    problems.push({
      path,
      message: `${canonicalJson(found)} differs from ${canonicalJson(expected)}, which backbone "${manifest.id}" already has here; a different backbone needs an id of its own`,
    });
  for (const field of decisiveFields) {
    const [found, expected] = [bundle.manifest[field], manifest[field]];
    if (canonicalJson(found) !== canonicalJson(expected)) differs(`manifest.${field}`, found, expected);
  }
  return problems;
}

/** The run has to have used the weights that its own manifest names. */
export function weightsProblems(bundle: ResultBundle): Problem[] {
  const named = bundle.manifest.weights?.sha256 ?? null;
  const used = bundle.backbone.weightsSha256;
  if (named === null || named === used) return [];
  return [
    {
      path: "backbone.weightsSha256",
      message: `${used} is not the hash in manifest.weights.sha256, ${named}`,
    },
  ];
}

/** Of a private manifest nobody else could measure the backbone again. `path`: where the document says so. */
export function privateProblems(path: string, { private: isPrivate }: Pick<Manifest, "private">): Problem[] {
  return isPrivate ? [{ path: `${path}.private`, message: privateRefusal }] : [];
}
