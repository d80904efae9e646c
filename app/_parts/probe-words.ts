/** What the mark of a backbone without a reference probe means. */
export const notProbed =
  "Not probed: nobody has compared the evaluator's features of these weights with those of the library that published them";
