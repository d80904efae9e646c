import { expect, test } from "vitest";
import { csvText } from "./csv.ts";

test("fields are quoted where they must be, and nothing is a field without text", () => {
  expect(csvText([["a", 'b "c"', "d,e", "f\ng", null, undefined, -1.5]])).toBe(
    'a,"b ""c""","d,e","f\ng",,,-1.5\r\n',
  );
});

test.each(["=1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠a"])(
  "%j is no formula of a spreadsheet",
  (text) => {
    expect(csvText([[text]]).replace(/^"/, "")).toMatch(/^'/);
  },
);
