import { expect, test } from "vitest";
import { typedCommand } from "./cell-options.ts";

test.each([
  [["run", "--task", "voc2012", "--data", "my data"], "evaluator run --task voc2012 --data my data"],
  [
    ["queue", "work", "--database", "postgres://ada:secret@db/cells", "--queue", "q"],
    "evaluator queue work --database ADDRESS --queue q",
  ],
  [["queue", "--database=postgres://ada:secret@db/cells"], "evaluator queue --database=ADDRESS"],
])("%j is published as %s", (words, published) => expect(typedCommand(words)).toBe(published));
