import { expect, test } from "vitest";
import { shownCommand } from "./shown-command.ts";

test.each([
  [
    "evaluator run --backbone dinov2-b --task voc2012 --data /home/ada/voc --out results --seeds 0,1",
    "evaluator run --backbone dinov2-b --task voc2012 --data DIR --out DIR --seeds 0,1",
  ],
  // Joined without quotes.
  [
    "evaluator run --data /Users/Ada Lovelace/my data --out C:\\Users\\ada\\My Results --smoke",
    "evaluator run --data DIR --out DIR --smoke",
  ],
  ["evaluator run --data=/srv/voc --out=./x --task all", "evaluator run --data DIR --out DIR --task all"],
  // A place where a name may stand as well.
  [
    "evaluator run --backbone ../private/manifest.json --task all",
    "evaluator run --backbone PATH --task all",
  ],
  ["evaluator run --backbone dct-8,/home/ada/b.json", "evaluator run --backbone PATH"],
  ["evaluator work /mnt/grid/cells.json ~/results", "evaluator work PATH"],
  [
    "evaluator work --cells cells-of-ada.json --takeover-after 90",
    "evaluator work --cells FILE --takeover-after 90",
  ],
  ["/home/ada/bin/evaluator run --weights weights --cache D:cache", "PATH --weights DIR --cache DIR"],
  ["evaluator run --device gpu:0 --precision float16", "evaluator run --device gpu:0 --precision float16"],
  // Addresses hold machines and passwords.
  [
    "evaluator queue --database postgres://ada:secret@db.lab/cells --queue evaluator",
    "evaluator queue --database ADDRESS --queue evaluator",
  ],
  ["evaluator queue --database host=db password=secret", "evaluator queue --database ADDRESS"],
  ["evaluator run --other https://ada:secret@lab.example", "evaluator run --other ADDRESS"],
  ["evaluator data scenes --out scenes --images 60", "evaluator data scenes --out DIR --images 60"],
  [
    "evaluator run --learning-rate 1e-3 --iterations 60",
    "evaluator run --learning-rate 1e-3 --iterations 60",
  ],
  [
    "evaluator speed --untrained --out db/own-speeds --size 1",
    "evaluator speed --untrained --out DIR --size 1",
  ],
  // What looks like an option and is none.
  ["evaluator run --data /home/ada/x -/secret --smoke", "evaluator run --data DIR --smoke"],
  ["", ""],
])("%s", (command, shown) => expect(shownCommand(command)).toBe(shown));

test("what is shown says no more when it is shown again", () => {
  const shown = shownCommand("evaluator run --backbone /a/b --data /c --out d --site https://x.test");
  expect(shownCommand(shown)).toBe(shown);
});
