/** Names under which networks keep their blocks, one a number. */
const numbered = /(^|\.)(blocks?|layers?|resblocks|stages?)\.\d+(?=\.|$)/g;

const anyBlock = (key: string): string => key.replace(numbered, "$1$2.*");

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
    return [
      `options.weights.ignored_prefixes: ${JSON.stringify(prefix)} covers what the backbone is made of (${hidden}), expected prefixes of other modules alone`,
    ];
  });
}

/** Prefixes inside blocks: what lies there is mostly a parameter. */
export function prefixesInBlocks(ignored: readonly string[]): string[] {
  return ignored.filter((prefix) => prefix.search(numbered) >= 0);
}
