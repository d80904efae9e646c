const atOnce = 32;

/** Does a piece of work on each item, a few of them at a time: as many open files as a process may have. */
export async function inTurn<Item, Made>(
  items: readonly Item[],
  work: (item: Item) => Promise<Made>,
): Promise<Made[]> {
  const made: Made[] = [];
  for (let first = 0; first < items.length; first += atOnce) {
    made.push(...(await Promise.all(items.slice(first, first + atOnce).map(work))));
  }
  return made;
}
