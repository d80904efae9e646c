import { canonicalJson, decisiveFields, type Manifest, type Problem } from "#contract";
import type { DoorFacts } from "./door-facts.ts";

const short = (value: unknown) => {
  const text = canonicalJson(value ?? null);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
};

/**
 * The repository's manifest of an id decides what the backbone is. Label, licence, notes and the like are taken from the
 * repository whatever the upload says, so older wordings are no problem.
 */
function repositoryProblems(manifest: Manifest, repository: Manifest): Problem[] {
  const facts = decisiveFields.map((field): [string, unknown, unknown] => [
    field,
    manifest[field],
    repository[field],
  ]);
  facts.push(["weights.format", manifest.weights?.format, repository.weights?.format]);
  return facts.flatMap(([field, found, expected]) =>
    canonicalJson(found ?? null) === canonicalJson(expected ?? null)
      ? []
      : [
          {
            path: `manifest.${field}`,
            message: `is ${short(found)}; the repository's manifest of ${repository.id} has ${short(expected)}; a different backbone needs an id of its own`,
          },
        ],
  );
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
