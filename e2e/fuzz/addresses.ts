import { readFileSync } from "node:fs";
import type { Dice } from "./dice.ts";

/** What there is on a site, so that requests also get past the first check. */
export interface Known {
  /** Patterns of the build, such as `/boards/[cohort]`. */
  readonly routes: readonly string[];
  /** Files of the build, whole paths. */
  readonly files: readonly string[];
  /** Ids of boards, backbones, snapshots and results. */
  readonly ids: readonly string[];
}

const idsIn = (text: string) => [...text.matchAll(/"id":"([^"]+)"/g)].map(([, id = ""]) => id);

async function idsAt(address: string): Promise<string[]> {
  const ids = [...new Set(idsIn(await (await fetch(address)).text()))];
  return ids.slice(0, 20);
}

/** Asks a site for what it has. */
export async function knownOf(site: string, build = ".next"): Promise<Known> {
  const manifest = JSON.parse(readFileSync(`${build}/app-path-routes-manifest.json`, "utf8")) as object;
  const board = await (await fetch(`${site}/`)).text();
  const lists = ["boards", "backbones", "snapshots", "speed"].map((name) => idsAt(`${site}/api/v1/${name}`));
  const ids = (await Promise.all(lists)).flat();
  const results = await idsAt(`${site}/api/v1/backbones/${encodeURIComponent(ids.at(-1) ?? "dinov2-b")}`);
  return {
    routes: [...new Set(Object.values(manifest) as string[])],
    files: [...new Set(board.match(/\/_next\/static\/[^"\\ ]+/g) ?? [])].slice(0, 10),
    ids: [...ids, ...results],
  };
}

/** Texts that break what was not written for them, as they stand in an address. */
const oddTexts = [
  ...["", "%", "%z", "%zz", "%00", "a%00b", "%01", "%0a", "%0d%0aset-cookie:a=b", "%7f", "%80", "%ff%fe"],
  ...[
    "%c0%80",
    "%ed%a0%80",
    "%ed%b0%80",
    "%f4%90%80%80",
    "%F0%9F%98%80",
    "%E2%80%AE",
    "%ef%bf%bf",
    "caf\u00e9",
    "\u0000",
  ],
  ...[
    ".",
    "..",
    "%2e%2e",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "%252e%252e",
    "..%5c..",
    "\\",
    "%5C",
    "//",
    "%2F",
    "/./",
    ";a=b",
  ],
  ...[
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "null",
    "undefined",
    "NaN",
    "-1",
    "1e999",
    "0x10",
    "[]",
    "{}",
  ],
  ...[
    "0000-01-01T00:00:00Z",
    "+275760-09-13",
    "-000001-01-01",
    "9999999999999999999",
    "'%20or%20'1'='1",
    "%27;--",
    "$1",
  ],
  ...[
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "<script>",
    '"',
    "`",
    "$%7Ba%7D",
    "{{7*7}}",
    "|id",
    "^",
    "*",
    "%25s%25n",
    ":param",
  ],
  ...[
    "[[...path]]",
    "[cohort]",
    "(group)",
    "@slot",
    "_error",
    "_next",
    "index",
    "index.html",
    "page.js",
    "favicon.ico",
  ],
  ...[
    "a.rsc",
    "a.txt",
    "a.json",
    "a.segments/_tree.segment.rsc",
    "a.prefetch.rsc",
    ".well-known",
    ".env",
    "9".repeat(1_000),
  ],
  ...[
    "f".repeat(64),
    "0".repeat(64),
    `${"a".repeat(64)}.png`,
    "a.svg",
    ".svg",
    "%2e.svg",
    "paper",
    "dinov2-b",
    "voc2012.iou",
  ],
  ...[
    "9".repeat(9_000),
    "a".repeat(7_900),
    "%41".repeat(2_600),
    "/a".repeat(500),
    "&".repeat(500),
    "a=b&".repeat(1_000),
  ],
];

const parameters = [
  ...[
    "format",
    "snapshot",
    "since",
    "backbone",
    "metric",
    "cohort",
    "with",
    "by",
    "cost",
    "device",
    "dir",
    "hide",
    "page",
  ],
  ...[
    "params",
    "pin",
    "q",
    "scale",
    "score",
    "scores",
    "show",
    "sign",
    "sort",
    "tasks",
    "time",
    "training",
    "weights",
  ],
  ...["_rsc", "nxtPcohort", "nxtIcohort", "nxtPpath", "__nextLocale", "__proto__", "url", "w", "seed"],
];
const usual = [
  "csv",
  "json",
  "paper",
  "relative",
  "asc",
  "desc",
  "1",
  "2",
  "rank",
  "identity,readout",
  "mean-rank",
  "x y",
];

const anyText = (dice: Dice, { ids }: Known) => {
  if (dice.chance(0.4)) return dice.of(ids);
  return dice.chance(0.75) ? dice.of(oddTexts) : `${dice.of(ids)}${dice.of(oddTexts)}`;
};

/** A pattern with something in the place of each of its parameters. */
function filled(dice: Dice, known: Known, route: string): string {
  return route.replace(/\/?(\[\[?(?:\.\.\.)?\w+\]?\])/g, (_, part: string) => {
    const texts = part.includes("...") ? dice.some(3, () => anyText(dice, known)) : [anyText(dice, known)];
    return texts.map((text) => `/${text}`).join("");
  });
}

const changes: readonly ((dice: Dice, path: string) => string)[] = [
  (dice, path) => path.replaceAll("/", () => (dice.chance(0.3) ? "//" : "/")),
  (dice, path) => `${path}/${dice.of(oddTexts)}`,
  (dice, path) =>
    path.slice(0, dice.below(path.length + 1)) + dice.of(oddTexts) + path.slice(dice.below(path.length + 1)),
  (_, path) => path.toUpperCase(),
  (_, path) => `${path}/`,
  (_, path) => path.replaceAll(/[a-z]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
];

export function anyPath(dice: Dice, known: Known): string {
  const path = dice.chance(0.06) ? dice.of(known.files) : filled(dice, known, dice.of(known.routes)) || "/";
  return dice.chance(0.25) ? dice.of(changes)(dice, path) : path;
}

function anyQuery(dice: Dice, known: Known): string {
  const pairs = dice.some(4, () => {
    const name = dice.chance(0.9) ? dice.of(parameters) : dice.of(oddTexts);
    const value = dice.chance(0.4) ? dice.of(usual) : anyText(dice, known);
    return dice.chance(0.95) ? `${name}=${value}` : name;
  });
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

/** A target as it stands in a request's first line. */
export function anyTarget(dice: Dice, known: Known): string {
  const target = `${anyPath(dice, known)}${dice.chance(0.5) ? anyQuery(dice, known) : ""}`;
  if (dice.chance(0.97)) return target;
  const forms = [
    "*",
    "",
    `http://elsewhere.example${target}`,
    `//elsewhere.example${target}`,
    "a:1",
    "?",
    "#",
    "http://",
    target.slice(1),
  ];
  return dice.of(forms);
}
