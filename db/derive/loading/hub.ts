import type { Manifest } from "#contract";

/** "owner/name" of the hub's repository that a backbone's weights come from; null: they come from elsewhere. */
export function hubRepository({ weights }: Pick<Manifest, "weights">): string | null {
  if (weights === null) return null;
  const { hostname, pathname } = new URL(weights.url);
  const [owner, name, verb] = pathname.split("/").slice(1);
  const isRepository = [owner, name].every((part) => /^[\w.-]+$/.test(part ?? "")) && verb === "resolve";
  return hostname === "huggingface.co" && isRepository ? `${owner}/${name}` : null;
}
