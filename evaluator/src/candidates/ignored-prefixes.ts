import { withoutWrappers } from "../backbones/weights.ts";

/** Names under which networks keep their blocks, one a number, or two where they lie in chunks. */
const numbered = /(^|\.)(blocks?|layers?|resblocks|stages?)(\.\d+)+(?=\.|$)/g;

const anyBlock = (key: string): string => withoutWrappers(key).replace(numbered, "$1$2.*");

/**
 * What is wrong with prefixes of keys that a manifest ignores: one that covers what the network is made of would hide a
 * block that it lacks, or all of them.
 *
 * @param used keys that the graph asks for
 */
export function ignoredPrefixProblems(ignored: readonly string[], used: Iterable<string>): string[] {
  const parts = [...used];
  return ignored.flatMap((prefix) => {
    const general = anyBlock(prefix);
    const hidden = parts.find((key) => key.startsWith(prefix) || anyBlock(key).startsWith(general));
    if (hidden === undefined) return [];
    const where = `options.weights.ignored_prefixes: ${JSON.stringify(prefix)}`;
    return [
      `${where} covers what the backbone is made of (${hidden}), expected prefixes of other modules alone`,
    ];
  });
}

/** Of prefixes inside blocks: what lies there is mostly a parameter, so a probe has to show that it is none. */
export function ignoredPrefixNotes(ignored: readonly string[]): string[] {
  const inside = ignored.filter((prefix) => prefix.search(numbered) >= 0);
  if (inside.length === 0) return [];
  return [
    `options.weights.ignored_prefixes: ${inside.join(", ")} lie inside blocks; only a probe can tell that features need none of it`,
  ];
}
