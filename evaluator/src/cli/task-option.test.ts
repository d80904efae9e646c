import { expect, test } from "vitest";
import { protocolTaskIds } from "../contract/index.ts";
import { chosenTasks } from "./task-option.ts";

test('"all" is the protocol\'s six tasks; own data is asked for by name', () => {
  expect(chosenTasks("all")).toEqual(protocolTaskIds);
  expect(chosenTasks("all")).toHaveLength(6);
  expect(chosenTasks("voc2012,segmentation")).toEqual(["voc2012", "segmentation"]);
  expect(() => chosenTasks("segmentaton")).toThrow(
    /"segmentaton": unknown; expected .*segmentation, depth, or all/,
  );
});
