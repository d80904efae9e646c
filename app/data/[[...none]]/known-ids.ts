import {
  bestOf,
  listCohorts,
  listDocuments,
  listSnapshots,
  listSpeeds,
  newestResults,
  shownPictures,
} from "#db/read/queries.ts";
import type { KnownIds } from "../../_data/reads.ts";

/** What may stand today in each address with a parameter: the first board and its best backbone, and the newest of all else. */
export async function knownIds(): Promise<KnownIds> {
  const [cohort] = await listCohorts();
  const [backbone] = cohort ? await bestOf(cohort.id, 1) : [];
  const [snapshot] = await listSnapshots();
  const [result] = await newestResults(1);
  const [speed] = await listSpeeds();
  const [artefacts] = await listDocuments("artefacts", null);
  const [outputSizes] = await listDocuments("output-sizes", null);
  const [picture] = await shownPictures();
  return {
    "/api/v1/boards/{cohort}": cohort?.id,
    "/api/v1/backbones/{id}": backbone,
    "/api/v1/snapshots/{id}": snapshot?.id,
    "/api/v1/results/{id}": result?.id,
    "/api/v1/results/{id}/attestations": result?.id,
    "/api/v1/speed/{id}": speed?.id,
    "/api/v1/artefacts/{id}": artefacts?.id,
    "/api/v1/output-sizes/{id}": outputSizes?.id,
    "/api/v1/pictures/{file}": picture,
  };
}
