import { type Manifest, networkDifferences } from "#contract";
import type { Source } from "../board/cell.ts";
import type { KnownId, KnownImages } from "./door-facts.ts";
import { pinnedWeights } from "./weights-problems.ts";

/** What stands behind each thing that a stored result says. */
export interface CheckedFacts {
  /** What was compared, and with what. */
  readonly checked: readonly { readonly fact: string; readonly against: string }[];
  /** What nobody here can check: as the uploader declares. */
  readonly declared: readonly string[];
}

/** A stored result, as far as it matters here. */
export interface StoredFacts {
  readonly source: Source;
  readonly distribution: string;
  readonly fingerprint: string;
  readonly weightsSha256: string | null;
}

type Line = readonly [fact: string, against: string | null];

function backboneLine(manifest: Manifest | null, { repository }: KnownId): Line {
  const isSame =
    manifest !== null && repository !== null && networkDifferences(manifest, repository).length === 0;
  return ["the network", isSame ? "the repository’s manifest" : null];
}

function weightsLine({ weightsSha256 }: StoredFacts, manifest: Manifest | null, id: KnownId): Line[] {
  if (manifest?.weights === null) return [];
  const pinned = pinnedWeights(id);
  const sources = {
    "lock file": "the repository’s lock file",
    manifest: "the repository’s manifest",
    "official result": "the first full result on the published images",
  } as const;
  return [["the weights", pinned?.sha256 === weightsSha256 ? sources[pinned.from] : null]];
}

function imagesLines(
  { distribution, fingerprint }: StoredFacts,
  reference: KnownImages["reference"],
): Line[] {
  if (distribution !== "official") return [["the images", null]];
  const sources = { catalogue: "the catalogue’s", maintainer: "that of a maintainer’s result" } as const;
  const isKnown = reference?.fingerprint === fingerprint;
  return [
    ["the numbers of images", "those of the published set"],
    ["the images’ fingerprint", isKnown ? sources[reference.from] : null],
  ];
}

/**
 * Which of a result's facts were checked against what, and which are as the uploader declares. The scores themselves only
 * whoever measures again can check: a maintainer's signature says that one did, or watched it done.
 */
export function checkedFacts(
  stored: StoredFacts,
  {
    manifest,
    id,
    reference,
  }: {
    readonly manifest: Manifest | null;
    readonly id: KnownId;
    readonly reference: KnownImages["reference"];
  },
): CheckedFacts {
  const lines: readonly Line[] = [
    backboneLine(manifest, id),
    ...weightsLine(stored, manifest, id),
    ...imagesLines(stored, reference),
    ["the length of training", "the protocol"],
    ["the scores’ ranges", "their metrics and their own resamples"],
    ["the scores", stored.source === "verified" ? "a maintainer’s signature" : null],
    ["device, command and times", null],
  ];
  return {
    checked: lines.flatMap(([fact, against]) => (against === null ? [] : [{ fact, against }])),
    declared: lines.flatMap(([fact, against]) => (against === null ? [fact] : [])),
  };
}
