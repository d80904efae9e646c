import { paper } from "../_shell/elsewhere.ts";

/** A BibTeX value must not end its own braces. */
const braced = (text: string) => `{${text.replace(/[{}\\]/g, "")}}`;

export interface CitedState {
  readonly origin: string;
  /** The state that is cited: its page never changes. */
  readonly snapshot: { readonly id: string; readonly takenAt: string } | null;
}

/** BibTeX of the paper that defines the method. */
export const paperCitation = () => `@article{dense-attentive-probing,
  title = {${paper.title}},
  author = {{Anonymous authors}},
  journal = {Transactions on Machine Learning Research},
  url = {${paper.href}},
  note = {Defines the method; author names as in the version under review},
}`;

/** BibTeX of the state of this leaderboard that was read. */
export function stateCitation({ origin, snapshot }: CitedState): string {
  const url = snapshot ? `${origin}/s/${snapshot.id}` : `${origin}/`;
  const taken = snapshot?.takenAt.slice(0, 10);
  const fields = [
    ["title", "Dense Probing Leaderboard"],
    ["author", "{The authors of the dense probing leaderboard}"],
    ...(taken ? [["year", taken.slice(0, 4)]] : []),
    ["howpublished", `\\url{${encodeURI(url)}}`],
    ...(snapshot && taken ? [["note", `Snapshot ${snapshot.id} of ${taken}`]] : []),
  ];
  const own = fields.map(([name, value = ""]) =>
    name === "author" || name === "howpublished"
      ? `  ${name} = {${value}},`
      : `  ${name} = ${braced(value)},`,
  );
  return [`@misc{dense-probing-leaderboard${snapshot ? `-${snapshot.id}` : ""},`, ...own, "}"].join("\n");
}

/** Both, as a file. */
export const citation = (state: CitedState) => `${paperCitation()}\n\n${stateCitation(state)}\n`;
