import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { palette, seriesColours } from "./palette.ts";

test("previews have the colours of the light theme", () => {
  const styles = readFileSync("app/globals.css", "utf8");
  const light = (token: string) => new RegExp(`--${token}: light-dark\\((#[0-9a-f]{6}),`).exec(styles)?.[1];
  for (const [name, colour] of Object.entries(palette)) {
    expect(colour, name).toBe(light(name.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`)));
  }
  for (const [training, colour] of Object.entries(seriesColours)) {
    expect(colour, training).toBe(light(`series-${training}`));
  }
});
