/** One step of a path: a file that is made or changed. */
export interface PlantedStep {
  /** As ARCHITECTURE.md names it, `<...>` standing for what is new. */
  readonly named: string;
  readonly file: string;
  /** The file's text with the step taken; `text` is null where the step makes it. */
  readonly take: (text: string | null) => string;
  /** Where the compiler stops if the step is left out. */
  readonly missedIn: string;
}

export const made = (source: string) => (text: string | null) => {
  if (text !== null) throw new Error("exists; expected a file that the step makes");
  return source;
};

/** Puts lines behind a line that the file has once. */
export const behind = (line: string, lines: string) => (text: string | null) => {
  const [before, after, ...more] = text?.split(line) ?? [];
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`has "${line}" ${more.length > 0 ? "several times" : "not at all"}; expected it once`);
  }
  return `${before}${line}\n${lines}\n${after}`;
};

export const both = (first: PlantedStep["take"], then: PlantedStep["take"]) => (text: string | null) =>
  then(first(text));
