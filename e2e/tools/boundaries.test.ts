import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, describe, expect, test } from "vitest";
import cruiserConfig, { databaseRooms, evaluatorRooms } from "../../.dependency-cruiser.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const trees: string[] = [];

afterEach(() => {
  for (const tree of trees.splice(0)) rmSync(tree, { recursive: true });
});

/** A project in small: every part has a file, every package that a rule names is installed, and no rule is broken. */
const lawful: Readonly<Record<string, string>> = {
  "package.json": `{"type":"module","imports":{"#contract":"./evaluator/src/contract/index.ts"}}`,
  "app/page.tsx": `import { rows, type Row } from "../db/read/queries.ts";
    import { Table } from "./_components/table.tsx";
    export default async function Page() { const all: Row[] = await rows(); return <Table rows={all} />; }`,
  "app/_components/table.tsx": `import type { Row } from "../../db/read/queries.ts";
    import { rank } from "../../db/derive/rank.ts";
    export const Table = ({ rows }: { rows: Row[] }) => <p>{rank(rows)}</p>;`,
  "db/read/queries.ts": `import { sql } from "drizzle-orm"; import "../schema.ts";
    export interface Row { readonly id: string }
    export const rows = async () => [sql];`,
  "db/write/tokens.ts": `export const createToken = "";`,
  "db/schema.ts": `export const cells = 1;`,
  "db/derive/rank.ts": `import { z } from "#contract";
    export const rank = (rows: readonly unknown[]) => rows.length + z;`,
  "evaluator/src/contract/index.ts": `import { z as zod } from "zod"; export const z = Number(zod);`,
  "evaluator/src/math/iou.ts": `import { mean } from "./mean.ts"; export const iou = mean;`,
  "evaluator/src/math/mean.ts": `export const mean = 0;`,
  "evaluator/src/program/tf.ts": `import tf from "@tensorflow/tfjs-core"; export { tf };`,
  "evaluator/src/plan/make-plan.ts": `export const planned = 0;`,
  "evaluator/src/cell/run.ts": `import { tf } from "../program/tf.ts"; import { iou } from "../math/iou.ts";
    export const run = [tf, iou];`,
  "evaluator/src/onnx/session.ts": `import { InferenceSession } from "onnxruntime-node"; export { InferenceSession };`,
  ...Object.fromEntries(
    ["zod", "drizzle-orm", "@tensorflow/tfjs-core", "onnxruntime-node"].flatMap((name) => [
      [`node_modules/${name}/package.json`, JSON.stringify({ name, main: "index.js" })],
      [`node_modules/${name}/index.js`, ""],
    ]),
  ),
};

/** One planted violation for each rule: the file that breaks it, and what it says. */
const violations: Readonly<Record<string, readonly [file: string, source: string]>> = {
  "site-knows-only-the-contract": [
    "db/planted.ts",
    `import { iou } from "../evaluator/src/math/iou.ts"; iou;`,
  ],
  "evaluator-knows-no-site": [
    "evaluator/src/planted-site.ts",
    `import type { Row } from "../../db/read/queries.ts"; export type R = Row;`,
  ],
  "contract-is-a-leaf": [
    "evaluator/src/contract/planted.ts",
    `import { readFileSync } from "node:fs"; readFileSync;`,
  ],
  "statistics-are-pure": [
    "evaluator/src/statistics/planted.ts",
    `import { z } from "zod"; export const p = z;`,
  ],
  "math-imports-nothing": [
    "evaluator/src/math/planted.ts",
    `import { readFileSync } from "node:fs"; readFileSync;`,
  ],
  "tensorflow-behind-one-file": ["evaluator/src/planted-tensorflow.ts", `import "@tensorflow/tfjs-core";`],
  "onnxruntime-behind-one-file": [
    "evaluator/src/planted-onnxruntime.ts",
    `await import("onnxruntime-node");`,
  ],
  "derived-figures-are-pure": [
    "db/derive/planted.ts",
    `import { readFileSync } from "node:fs"; readFileSync;`,
  ],
  "board-views-reach-the-browser": [
    "db/derive/board-view/planted.ts",
    `import { z } from "../../../evaluator/src/contract/index.ts"; export const board = z;`,
  ],
  "pages-ask-queries": [
    "app/planted-token/page.tsx",
    `import { createToken } from "../../db/write/tokens.ts"; export default () => <p>{createToken}</p>;`,
  ],
  "arrows-run-down": [
    "evaluator/src/cell/planted-plan.ts",
    `import { planned } from "../plan/make-plan.ts"; planned;`,
  ],
  "sql-lives-in-db": [
    "app/planted/page.tsx",
    `import { sql } from "drizzle-orm"; export default () => <p>{sql}</p>;`,
  ],
  "components-get-plain-rows": [
    "app/board/_charts/planted.tsx",
    `import { rows } from "../../../db/read/queries.ts"; export const Chart = () => <p>{String(rows)}</p>;`,
  ],
  "no-cycles": [
    "evaluator/src/planted-cycle.ts",
    `import type { T } from "./planted-cycle-b.ts"; export type U = T;`,
  ],
  "no-unresolvable": ["evaluator/src/planted-nowhere.ts", `import "./nowhere.ts";`],
};
/** The other half of the cycle; the cycle is reported from whichever half is read first. */
const cycleClosed = {
  "evaluator/src/planted-cycle-b.ts": `import type { U } from "./planted-cycle.ts"; export type T = U;`,
};

/** A file in each room that imports one of the room before. */
function arrowsUp(folder: string, rooms: readonly string[]) {
  const inRoom = (room: string, name: string) => (room.endsWith(".ts") ? room : `${room}/${name}.ts`);
  return rooms.slice(1).map((room, index) => {
    const before = rooms[index] ?? "";
    const [from, to] = [`${folder}/${inRoom(room, "planted-up")}`, `${folder}/${inRoom(before, "above")}`];
    const address = relative(dirname(from), to);
    const source = `import { above } from "${address.startsWith(".") ? address : `./${address}`}"; above;`;
    return { from, to, source };
  });
}

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

async function violationsIn(files: Readonly<Record<string, string>>): Promise<readonly Violation[]> {
  const tree = mkdtempSync(join(tmpdir(), "boundaries-"));
  trees.push(tree);
  for (const [name, source] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, name)), { recursive: true });
    writeFileSync(join(tree, name), source);
  }
  const cruiser = join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const config = join(root, ".dependency-cruiser.mjs");
  const cruise = [cruiser, "--config", config, "--output-type", "json", "app", "db", "evaluator"];
  const { stdout } = await promisify(execFile)(process.execPath, cruise, { cwd: tree, maxBuffer: 2 ** 26 });
  const { summary } = JSON.parse(stdout) as { summary: { violations: Violation[]; totalCruised: number } };
  expect(summary.totalCruised).toBeGreaterThan(12);
  return summary.violations;
}

describe("import boundaries", () => {
  test("a tree that keeps every rule passes", async () => {
    expect(await violationsIn(lawful)).toEqual([]);
  });

  test("every rule has a planted violation and a reason", () => {
    const rules = new Set(cruiserConfig.forbidden?.map((rule) => rule.name));
    expect(Object.keys(violations).sort()).toEqual([...rules].sort());
    for (const rule of cruiserConfig.forbidden ?? []) expect(rule.comment?.length).toBeGreaterThan(40);
  });

  test.each([
    ["evaluator/src", evaluatorRooms],
    ["db", [...databaseRooms, "test", "migrations", "maintainers", "own-speeds"]],
  ])("every room of %s has its place in the order", (folder, rooms) => {
    const found = readdirSync(join(root, folder)).filter((name) => !name.endsWith(".test.ts"));
    expect(found.sort()).toEqual([...rooms].sort());
  });

  test("an arrow upwards is caught in every room", async () => {
    const upwards = [...arrowsUp("evaluator/src", evaluatorRooms), ...arrowsUp("db", databaseRooms)];
    const files: Record<string, string> = { ...lawful };
    for (const { from, to, source } of upwards) {
      files[to] = `${files[to] ?? ""}export const above = 0;`;
      files[from] = `${source} ${files[from] ?? ""}`;
    }
    const found = await violationsIn(files);
    const caught = found.filter(({ rule }) => rule.name === "arrows-run-down").map(({ from }) => from);
    expect(caught.sort()).toEqual(upwards.map(({ from }) => from).sort());
  });

  test("each planted violation is caught, by its own rule and no other", async () => {
    const planted = Object.fromEntries(Object.values(violations));
    const found = await violationsIn({ ...lawful, ...planted, ...cycleClosed });
    const caught = found.map(({ rule, from }) => `${rule.name}: ${from.replace("-cycle-b", "-cycle")}`);
    expect([...new Set(caught)].sort()).toEqual(
      Object.entries(violations)
        .map(([rule, [file]]) => `${rule}: ${file}`)
        .sort(),
    );
  });
});
