const words: Readonly<Record<string, string>> = {
  "none-known": "None known: no image of a benchmark’s data set is known to be in the pretraining data",
  possible: "Possible: the pretraining data may hold images of a benchmark’s data set",
  yes: "Yes: pretraining used images of a benchmark’s data set",
  unknown: "Unknown: nobody has said what the pretraining data hold",
};

/** What pretraining saw of the benchmark's own images. */
export const leakWords = (leak: string): string => words[leak] ?? leak;
