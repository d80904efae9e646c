import {
  differencesIn,
  type Problem,
  type SpeedMeasurement,
  speedReferenceId,
  timedFields,
  versionProblems,
} from "#contract";
import { isUntrained } from "../board/speed.ts";
import { dateProblems } from "./date-problems.ts";
import type { KnownId, Sender } from "./door-facts.ts";
import { privateProblems, reservationProblems } from "./id-problems.ts";
import { weightsProblems } from "./weights-problems.ts";

export interface SpeedFacts {
  /** By the server's clock. */
  readonly now: Date;
  readonly sender: Sender;
  readonly id: KnownId;
}

/** No round took longer: eleven days. */
const mostMs = 1e9;
const mostThreads = 8192;
const batchLimits = { size: 65_536, batches: 10_000, warmUps: 10_000, rounds: 100 } as const;

/** The site's times have one unit, and of that the backbone is the reference itself. */
function referenceProblems({ backbone, reference }: SpeedMeasurement): Problem[] {
  if (reference.id !== speedReferenceId) {
    const message = `${reference.id}; expected ${speedReferenceId}, the ViT-B/16 at 224 pixels`;
    return [{ path: "reference.id", message }];
  }
  if (backbone.id !== reference.id || backbone.graphSha256 === reference.graphSha256) return [];
  const message = `is ${reference.graphSha256}; the same backbone's is ${backbone.graphSha256}`;
  return [{ path: "reference.graphSha256", message }];
}

function repositoryProblems({ backbone }: SpeedMeasurement, { repository }: KnownId): Problem[] {
  if (repository === null) return [];
  return differencesIn(timedFields, backbone, repository).map(({ field, found, expected }) => ({
    path: `backbone.${field}`,
    message: `is ${found}; the repository's manifest of ${repository.id} has ${expected}`,
  }));
}

function limitProblems({ threads, batch, ...timed }: SpeedMeasurement): Problem[] {
  const over = (path: string, found: number, most: number): Problem[] =>
    found <= most ? [] : [{ path, message: `is ${found}; expected at most ${most}` }];
  const timings = [
    ["backboneMs", timed.backboneMs],
    ["reference.backboneMs", timed.reference.backboneMs],
    ...Object.entries(timed.readoutMs).map(([task, timing]) => [`readoutMs.${task}`, timing] as const),
  ] as const;
  return [
    ...over("threads", threads, mostThreads),
    ...Object.entries(batchLimits).flatMap(([field, most]) =>
      over(`batch.${field}`, batch[field as keyof typeof batchLimits], most),
    ),
    ...timings.flatMap(([path, { roundsMs }]) => over(`${path}.roundsMs`, Math.max(...roundsMs), mostMs)),
  ];
}

/** Why a speed measurement is not taken: every problem at once, as for bundles. */
export function speedProblems(speed: SpeedMeasurement, { now, sender, id }: SpeedFacts): Problem[] {
  const { backbone } = speed;
  // Random numbers in the weights' place are never those of a result, and those that are drawn from a seed never the same.
  const isDrawn = isUntrained(speed) || id.repository?.weights === null;
  return [
    ...privateProblems("backbone", backbone),
    ...versionProblems(speed),
    ...referenceProblems(speed),
    ...reservationProblems("backbone.id", backbone.id, { sender, id }),
    ...repositoryProblems(speed, id),
    ...weightsProblems("backbone.weightsSha256", backbone.weightsSha256, id, isDrawn),
    ...limitProblems(speed),
    ...dateProblems("measuredAt", speed.measuredAt, now),
  ];
}
