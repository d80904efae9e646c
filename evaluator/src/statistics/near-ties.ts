/**
 * Values of which those within `width` of the next count as one: each chain of such is replaced by its mean. Differences of
 * printed decimals are taken as printed.
 */
export function withNearTies(values: readonly number[], width: number): number[] {
  const order = values.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const tied = [...values];
  const close = (chain: typeof order) => {
    const mean = chain.reduce((sum, { value }) => sum + value, 0) / chain.length;
    for (const { index } of chain) tied[index] = mean;
  };
  let chain: typeof order = [];
  for (const one of order) {
    const last = chain.at(-1);
    if (last && one.value - last.value > width * (1 + 1e-9)) {
      close(chain);
      chain = [];
    }
    chain.push(one);
  }
  close(chain);
  return tied;
}
