/** Letters that are written from right to left. */
const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;
/** First strong isolate, and its end. */
const [isolate, end] = ["\u2068", "\u2069"];

/**
 * Text of somebody's own as it may stand among other text: letters from right to left would else take numbers and brackets
 * beside them along. Unicode's own marks hold in pages, pictures, tables and feeds alike.
 */
export function isolated(text: string): string {
  return rightToLeft.test(text) ? `${isolate}${text}${end}` : text;
}

/** What a reader cannot tell apart: letter case, widths and forms of letters, kinds and numbers of spaces, what is not seen. */
function lookOf(label: string): string {
  return label
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, "")
    .replace(/[\p{Z}\s\u2800]+/gu, " ")
    .replace(/\p{Pd}/gu, "-")
    .trim();
}

interface Labelled {
  readonly id: string;
  readonly label: string;
}

/**
 * Labels as they are shown, by id: isolated, and with the id behind where another one looks the same.
 *
 * @param all every backbone that may stand beside another
 */
export function shownLabels(all: Iterable<Labelled>): Map<string, string> {
  const byId = new Map([...all].map(({ id, label }) => [id, label]));
  const looks = new Map<string, number>();
  for (const label of byId.values()) looks.set(lookOf(label), (looks.get(lookOf(label)) ?? 0) + 1);
  return new Map(
    [...byId].map(([id, label]) => {
      const isAlone = looks.get(lookOf(label)) === 1;
      return [id, isAlone ? isolated(label) : `${isolated(label)} (${id})`];
    }),
  );
}
