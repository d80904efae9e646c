import { runChild } from "../setup/child-process.ts";

/** A card as NVIDIA's own tool shows it. */
export interface Card {
  /** In the order of the PCI bus. */
  readonly index: number;
  readonly uuid: string;
  readonly name: string;
  readonly driver: string;
  readonly memoryBytes: number;
  readonly freeBytes: number;
}

const fields = ["index", "uuid", "name", "driver_version", "memory.total", "memory.free"] as const;

/** The cards that CUDA may use, by its own numbers; none where there is no driver. */
export async function visibleCards(visible = process.env.CUDA_VISIBLE_DEVICES): Promise<Card[]> {
  const { exitCode, stdout } = await runChild(
    "nvidia-smi",
    [`--query-gpu=${fields.join(",")}`, "--format=csv,noheader,nounits"],
    { timeoutMs: 30_000 },
  );
  return exitCode === 0 ? chosenCards(parseCards(stdout), visible) : [];
}

/** One card a line, in the order of `fields`; memory in MiB. */
export function parseCards(csv: string): Card[] {
  return csv.split("\n").flatMap((line) => {
    const [index, uuid, name, driver, total, free] = line.split(",").map((cell) => cell.trim());
    if (free === undefined || !index || !uuid || !name || !driver) return [];
    const bytes = (mebibytes: string | undefined) => Number(mebibytes) * 2 ** 20 || 0;
    return [{ index: Number(index), uuid, name, driver, memoryBytes: bytes(total), freeBytes: bytes(free) }];
  });
}

/** CUDA's rule: cards by number or by the beginning of their UUID, up to the first that is not there. */
export function chosenCards(cards: readonly Card[], visible: string | undefined): Card[] {
  if (visible === undefined) return [...cards];
  const chosen: Card[] = [];
  for (const word of visible.split(",").map((part) => part.trim())) {
    const card = cards.find(({ index, uuid }) =>
      /^\d+$/.test(word) ? index === Number(word) : word !== "" && uuid.startsWith(word),
    );
    if (!card) break;
    chosen.push(card);
  }
  return chosen;
}
