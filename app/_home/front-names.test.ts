import { expect, test } from "vitest";
import { frontNames } from "./front-names.ts";

const plot = { width: 300, height: 232 };
const labels = ["Cheap", "Middle", "Dear"];

test("names stand where they cross neither frontier, mark nor name, above to the left where they can", () => {
  const points = [
    { x: 60, y: 180 },
    { x: 160, y: 100 },
    { x: 260, y: 40 },
  ];
  const names = frontNames(points, [0, 1, 2], labels, plot);
  expect(names.map(({ index }) => index)).toEqual([2, 1, 0]);
  for (const { dx, dy, anchor } of names)
    expect({ dx, dy, anchor }).toEqual({ dx: -7, dy: -7, anchor: "end" });
});

test("a name that would leave the plot or has no room goes elsewhere or is left out", () => {
  const [atEdge] = frontNames([{ x: 8, y: 100 }], [0], labels, plot);
  expect(atEdge).toMatchObject({ index: 0, anchor: "start", dy: 15 });
  expect(frontNames([{ x: 20, y: 229 }], [0], labels, plot)[0]?.dy).toBeLessThan(15);
  const crowd = Array.from({ length: 81 }, (_, index) => ({
    x: 150 + 10 * ((index % 9) - 4),
    y: 150 + 10 * (Math.floor(index / 9) - 4),
  }));
  expect(frontNames(crowd, [40], Array(81).fill("Hidden"), plot)).toEqual([]);
});
