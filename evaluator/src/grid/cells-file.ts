import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { CellRequest } from "../cell/request.ts";
import { canonicalJson, parseDocument, taskIds, trainingBudget, variantSchema } from "../contract/index.ts";
import { writeFileAtomically } from "../files/atomic-file.ts";
import { InputError } from "../files/input-error.ts";
import { readJsonFile, requireParsed } from "../files/json-file.ts";
import { protocolVersion } from "../protocol.ts";

/** Most cells of one file: a hundred backbones, every task and readout, ten seeds. */
const mostCells = 100_000;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "expected 64 hexadecimal digits");
const count = z.number().int().positive();

export const plannedCellSchema = z.strictObject({
  /** Id of a manifest, or its path. */
  backbone: z.string().min(1),
  /** Of the manifest as planned; null: it could not be read. */
  manifestSha256: sha256.nullable(),
  task: z.enum(taskIds),
  variant: variantSchema,
  seed: z.number().int().nonnegative(),
  budget: z.strictObject({
    name: trainingBudget,
    iterations: count,
    batchSize: count,
    validationInterval: count.nullable(),
  }),
  /** Of the data set as planned; null: it was not there. */
  fingerprint: sha256.nullable(),
});

const cellsSchema = z.strictObject({
  format: z.literal("dense-probing/cells/1"),
  protocolVersion: z.string(),
  cells: z.array(plannedCellSchema).min(1).max(mostCells),
});

/** A cell as it was planned. */
export type PlannedCell = CellRequest &
  Pick<z.infer<typeof plannedCellSchema>, "manifestSha256" | "fingerprint">;

/** A list of cells, as `plan --write` leaves it: what is measured, not where or with what. */
export async function writeCells(path: string, cells: readonly PlannedCell[]): Promise<void> {
  await writeFileAtomically(path, `${JSON.stringify(cellsDocument(cells), null, 1)}\n`);
}

/** @throws InputError listing every problem of the file, or naming another version of the protocol */
export async function readCells(path: string): Promise<PlannedCell[]> {
  const expected = "cells as `evaluator plan --write` lists them";
  const json = await readJsonFile(path, expected);
  const document = requireParsed(path, "list of cells", parseDocument(cellsSchema, json, "list of cells"));
  if (document.protocolVersion === protocolVersion) return document.cells;
  throw new InputError(
    `${path}: cells of protocol version ${document.protocolVersion}; expected ${protocolVersion}: plan them again`,
  );
}

const cellsDocument = (cells: readonly PlannedCell[]) =>
  ({ format: "dense-probing/cells/1", protocolVersion, cells }) as const;

/** Where an output folder keeps a list. */
export function registeredPath(out: string, cells: readonly PlannedCell[]): string {
  const name = createHash("sha256")
    .update(canonicalJson(cellsDocument(cells)))
    .digest("hex")
    .slice(0, 16);
  return join(out, ".cells", `${name}.json`);
}

/** Keeps a list in the output folder, so that `status` knows what is to do. @returns its path */
export async function registerCells(out: string, cells: readonly PlannedCell[]): Promise<string> {
  const path = registeredPath(out, cells);
  if (!existsSync(path)) await writeCells(path, cells);
  return path;
}

/** Every cell of this version of the protocol that was ever registered in an output folder, each once. */
export async function registeredCells(out: string): Promise<PlannedCell[]> {
  const folder = join(out, ".cells");
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^\w+\.json$/.test(name));
  const read = (name: string) => readCells(join(folder, name)).catch(ofAnotherVersion);
  const lists = await Promise.all(names.sort().map(read));
  return [...new Map(lists.flat().map((cell) => [canonicalJson(cell), cell])).values()];
}

function ofAnotherVersion(error: unknown): PlannedCell[] {
  if (error instanceof InputError) return [];
  throw error;
}
