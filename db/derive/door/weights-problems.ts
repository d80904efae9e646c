import type { Problem, ResultBundle } from "#contract";
import { columnKeyOf, parseSettingKey, settingKey, settingOf } from "../board/setting.ts";
import type { AcceptedResult, KnownId } from "./door-facts.ts";

/** Where the hash of a backbone's weights is known from. */
export interface PinnedWeights {
  readonly sha256: string;
  readonly from: "lock file" | "manifest" | "official result";
}

const isOfficialFull = ({ setting }: AcceptedResult) => {
  const { kind, budget } = parseSettingKey(setting);
  return kind === "official" && budget === "full";
};

/**
 * The hash that a backbone's weights have to have: as the repository knows it, else as in the first accepted result of a whole
 * training on the published images. Smoke runs, scenes and other images pin nothing: anybody makes these in a minute.
 */
export function pinnedWeights({ repository, lockedWeights, accepted }: KnownId): PinnedWeights | null {
  if (lockedWeights !== null) return { sha256: lockedWeights, from: "lock file" };
  const named = repository?.weights?.sha256 ?? null;
  if (named !== null) return { sha256: named, from: "manifest" };
  const first = accepted.find((result) => isOfficialFull(result) && result.weightsSha256 !== null);
  return first?.weightsSha256 ? { sha256: first.weightsSha256, from: "official result" } : null;
}

/** Weights beside what is pinned; those of a manifest without any are drawn from the seed, or none. */
export function weightsProblems(
  path: string,
  found: string | null,
  id: KnownId,
  isDrawn: boolean,
): Problem[] {
  const pinned = isDrawn ? null : pinnedWeights(id);
  if (pinned === null || found === pinned.sha256) return [];
  const message = `is ${found}; the ${pinned.from} has ${pinned.sha256}`;
  return [{ path, message }];
}

/** Results that a board averages are of one network: with the same weights, or those of the same seed. */
export function sameCellProblems(bundle: ResultBundle, { accepted }: KnownId): Problem[] {
  const found = bundle.backbone.weightsSha256;
  const isDrawn = bundle.manifest.weights === null;
  const [setting, columnKey] = [settingKey(settingOf(bundle)), columnKeyOf(bundle)];
  const beside = accepted.find(
    (result) =>
      result.task === bundle.task &&
      result.setting === setting &&
      result.columnKey === columnKey &&
      (!isDrawn || result.seed === bundle.seed) &&
      result.weightsSha256 !== found,
  );
  if (beside === undefined) return [];
  const message = `is ${found}; result ${beside.id} in the same place of the same board has ${beside.weightsSha256}`;
  return [{ path: "backbone.weightsSha256", message }];
}
