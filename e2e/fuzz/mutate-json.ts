import type { Dice } from "./dice.ts";

/** Changes of a JSON document at random places: other types, other values, missing, further and repeated fields. */

type Fields = Record<string, unknown>;

/** Stands for text that no value gives, such as 1e999 or a field that is there twice. */
const rawMark = (text: string) => `@raw:${Buffer.from(text).toString("base64")}@`;
const withRaw = (json: string) =>
  json.replace(/"@raw:([A-Za-z0-9+/=]*)@"/g, (_, code: string) => Buffer.from(code, "base64").toString());

const oddTexts = [
  ...["", " ", "\u0000", "a\u0000b", "\ud800", "\udfff\ud800", "\u202etxt", "\u200b", "\ufeff", "\u2028"],
  ...[
    "__proto__",
    "constructor",
    "toString",
    "null",
    "../../etc/passwd",
    "a/b",
    "%00",
    "<script>alert(1)</script>",
  ],
  ...["=1+1", "'; drop table results; --", "$1", "{{1}}", "é".normalize("NFD"), "𐍈".repeat(100)],
  ...["9".repeat(9_000), `1.${"0".repeat(9_000)}`, "a".repeat(100_000), "1".repeat(400)],
  ...["0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "+275760-09-13T00:00:00Z", "-000001-01-01T00:00:00Z"],
  ...[
    "9999-12-31T23:59:59.999999999Z",
    "2026-02-30T00:00:00Z",
    "2026-11-20T24:00:00Z",
    "2026-11-20T10:00:00",
  ],
  ...[
    "https://",
    "https://[::1",
    "https://user:secret@host/",
    "http://\u0000/",
    "javascript:alert(1)",
    "f".repeat(64),
  ],
  ...["f".repeat(63), "F".repeat(64), "own", "paper", "-", "a--b", "A".repeat(65)],
];

const oddNumbers = [
  ...[
    0,
    -0,
    -1,
    1,
    0.5,
    255,
    256,
    2 ** 31,
    2 ** 32,
    2 ** 53,
    2 ** 53 + 2,
    2 ** 63,
    2 ** 64,
    1e21,
    1e39,
    1e300,
  ],
  ...[1.7e308, -1.7e308, 5e-324, 1e-310, 1e-40, 4_000_000_000, 275_760],
];

const deep = (levels: number, open: string, close: string) =>
  `${open.repeat(levels)}1${close.repeat(levels)}`;

const oddRaws = [
  ...["1e999", "-1e999", "-0", "1E400", "0.1e-999", "1".repeat(400), `0.${"1".repeat(2_000)}`],
  ...["NaN", "Infinity", "undefined", "0x10", "01", "'a'", "{,}", "[1,]", '"\\ud800"', '"\\u0000"', '"\\x"'],
  ...['{"id":"a","id":"b"}', '{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{}}}'],
  ...[
    deep(50, "[", "]"),
    deep(70, '{"a":', "}"),
    deep(5_000, "[", "]"),
    deep(100_000, "[", "]"),
    deep(60_000, '{"a":', "}"),
  ],
];

const oddKeys = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "",
  "\u0000",
  "\ud800",
  "a.b",
  "0",
  "$schema",
  "x".repeat(5_000),
];

function oddValue(dice: Dice): unknown {
  const kinds: (() => unknown)[] = [
    () => dice.of([null, true, false, [], {}, [null], [[]], [{}], { a: 1 }]),
    () => dice.of(oddTexts),
    () => dice.of(oddNumbers),
    () => rawMark(dice.of(oddRaws)),
    () => Array.from({ length: dice.of([2, 3, 100, 3_000]) }, () => dice.of([0, "a", null, 1e308])),
  ];
  return dice.of(kinds)();
}

const oddOfKind: readonly [RegExp, readonly string[]][] = [
  [/^\d+(\.\d+)?$/, ["9".repeat(9_000), "1".repeat(30), `1.${"0".repeat(9_000)}`, "0", "00", "99999", "1."]],
  [/^\d{4}-\d\d-\d\dT/, oddTexts.filter((text) => /^[+-]?\d+-\d\d-\d\dT/.test(text))],
  [/^https?:/, oddTexts.filter((text) => /^[a-z]+:/.test(text))],
  [/^[0-9a-f]{64}/, oddTexts.filter((text) => /^f+$/i.test(text))],
];

function nearText(text: string, dice: Dice): string {
  const odd = oddOfKind.find(([kind]) => kind.test(text))?.[1];
  if (odd && dice.chance(1 / 2)) return dice.of(odd);
  const at = dice.below(text.length + 1);
  const cut = text.slice(0, at);
  return dice.of([
    () => `${cut}${dice.of(oddTexts.slice(0, 10))}${text.slice(at)}`,
    () => cut,
    () => text.toUpperCase(),
    () => text.slice(0, 1_000).repeat(dice.of([2, 50, 2_000])),
    () => text.split("").reverse().join(""),
  ])();
}

function nearNumber(value: number, dice: Dice): number {
  return dice.of([
    -value,
    value + 1,
    value - 1,
    value * 10,
    value / 3,
    value * 1e9,
    value + 0.5,
    value * 1e-300,
  ]);
}

/** Another value in the place of this one. */
function changed(value: unknown, dice: Dice): unknown {
  if (dice.chance(1 / 2)) return oddValue(dice);
  if (typeof value === "string") return nearText(value, dice);
  if (typeof value === "number") return nearNumber(value, dice);
  if (Array.isArray(value)) {
    return dice.of<() => unknown[]>([
      () => value.slice(0, dice.below(value.length + 1)),
      () => [...value, ...value],
      () => [...value, oddValue(dice)],
      () => [...value].reverse(),
    ])();
  }
  return oddValue(dice);
}

function changedFields(fields: Fields, dice: Dice): void {
  const keys = Object.keys(fields);
  const key = dice.of([...keys, "new"]);
  dice.of([
    () => delete fields[key],
    () =>
      Object.defineProperty(fields, dice.of(oddKeys), {
        value: oddValue(dice),
        enumerable: true,
        configurable: true,
        writable: true,
      }),
    () => {
      // The same field twice: the second is what counts.
      fields[`${key}@again`] = rawMark(JSON.stringify(dice.of(oddTexts.slice(0, 20))));
    },
    () => {
      const other = dice.of([...keys, "new"]);
      [fields[key], fields[other]] = [fields[other], fields[key]];
    },
  ])();
}

/** Changes the value itself, or one that lies in it. */
function mutated(value: unknown, dice: Dice): unknown {
  if (typeof value !== "object" || value === null || dice.chance(1 / 12)) return changed(value, dice);
  if (!Array.isArray(value) && dice.chance(1 / 4)) {
    changedFields(value as Fields, dice);
    return value;
  }
  const keys = Object.keys(value);
  if (keys.length === 0) return changed(value, dice);
  const key = dice.of(keys);
  const fields = value as Fields;
  fields[key] = mutated(fields[key], dice);
  return value;
}

/** The document's JSON with one to three changes. */
export function mutatedJson(document: unknown, dice: Dice): string {
  let value: unknown = structuredClone(document);
  for (let changes = 1 + dice.below(3); changes > 0; changes--) value = mutated(value, dice);
  return withRaw(JSON.stringify(value) ?? "").replace(/@again"/g, '"');
}
