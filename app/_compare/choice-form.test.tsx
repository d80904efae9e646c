import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { testBoard, testRow } from "#db/test/board.ts";
import { ChoiceForm } from "./choice-form.tsx";

const formOf = (count: number) =>
  renderToStaticMarkup(
    <ChoiceForm
      board={testBoard(...Array.from({ length: count }, (_, index) => testRow(`b-${index}`, {})))}
      chosen={["b-3", "b-1"]}
    />,
  );
const count = (page: string, of: RegExp) => (page.match(of) ?? []).length;

test("a short board's backbones are chosen from menus, a long one's names are written and suggested once", () => {
  const [short, long] = [formOf(18), formOf(1500)];
  expect([count(short, /<select/g), count(short, /<option/g)]).toEqual([4, 4 * 19]);
  expect([count(long, /<select/g), count(long, /<option/g)]).toEqual([0, 1500]);
  expect(count(long, /list="names-of-the-board"/g)).toBe(4);
  expect(long).toContain('value="b-3"');
});
