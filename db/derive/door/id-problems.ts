import { differencesIn, type Manifest, networkDifferences, type Problem, privateRefusal } from "#contract";
import type { DoorFacts } from "./door-facts.ts";

const formatOf = ({ weights }: Manifest) => ({ "weights.format": weights?.format ?? null });

/**
 * The repository's manifest of an id decides what the backbone is. Label, licence, notes and the like are taken from the
 * repository whatever the upload says, so older wordings are no problem.
 */
function repositoryProblems(manifest: Manifest, repository: Manifest): Problem[] {
  const differences = [
    ...networkDifferences(manifest, repository),
    ...differencesIn(["weights.format"], formatOf(manifest), formatOf(repository)),
  ];
  return differences.map(({ field, found, expected }) => ({
    path: `manifest.${field}`,
    message: `is ${found}; the repository's manifest of ${repository.id} has ${expected}; a different backbone needs an id of its own`,
  }));
}

/** Of a private manifest nobody else could measure the backbone again. `path`: where the document says so. */
export function privateProblems(path: string, { private: isPrivate }: Pick<Manifest, "private">): Problem[] {
  return isPrivate ? [{ path: `${path}.private`, message: privateRefusal }] : [];
}

/** Is the id the repository's, and then its backbone; or the sender's own? */
export function idProblems(manifest: Manifest, { sender, id }: Pick<DoorFacts, "sender" | "id">): Problem[] {
  if (id.repository !== null) return repositoryProblems(manifest, id.repository);
  return reservationProblems("manifest.id", manifest.id, { sender, id });
}

/** An id that the repository does not have is its first submitter's. */
export function reservationProblems(
  path: string,
  backboneId: string,
  { sender, id }: Pick<DoorFacts, "sender" | "id">,
): Problem[] {
  const { repository, reservedFor } = id;
  const isFree = repository !== null || reservedFor === null || reservedFor === sender.holder;
  if (isFree || sender.role === "maintainer") return [];
  const message = `is ${backboneId}, which ${reservedFor} was first to use; expected an id that nobody has, from ${sender.holder}`;
  return [{ path, message }];
}
