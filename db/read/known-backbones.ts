import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import {
  type BackboneCost,
  costsSchema,
  type Manifest,
  manifestSchema,
  type Parsed,
  parseDocument,
  sha256,
} from "#contract";

/** A backbone that the evaluator comes with, whether or not it has been measured. */
export interface KnownBackbone {
  readonly manifest: Manifest;
  /** null: a file that is not in the repository would have to be counted. */
  readonly cost: BackboneCost | null;
  /** SHA-256 of its weights file, as it was first seen; null: nobody has fetched it for the repository. */
  readonly weightsSha256: string | null;
}

/**
 * Where the evaluator keeps what it knows as data. The site runs in the repository's root, as its build does; the files are
 * read when they are first asked for, so nothing of the evaluator is imported or bundled.
 */
const evaluatorFolder = join(process.cwd(), "evaluator");

/** What the site reads of the evaluator's lock file; the evaluator checks the rest. */
const lockSchema = z.object({ weights: z.record(z.string(), z.object({ sha256 })) });

let kept: ReadonlyMap<string, KnownBackbone> | null = null;

/** By id, sorted. Throws where a file of the repository is damaged, naming it. */
export function knownBackbones(): ReadonlyMap<string, KnownBackbone> {
  kept ??= readKnownBackbones(evaluatorFolder);
  return kept;
}

export function readKnownBackbones(folder: string): ReadonlyMap<string, KnownBackbone> {
  const { backbones } = read(join(folder, "cost.json"), (value) => parseDocument(costsSchema, value));
  const lock = read(join(folder, "weights.lock.json"), (value) => parseDocument(lockSchema, value)).weights;
  const manifests = join(folder, "manifests");
  // `<id>.keys.json` beside a manifest lists the keys of its weights file.
  const files = readdirSync(manifests).filter((name) => /^[^.]+\.json$/.test(name));
  return new Map(
    files.sort().map((name) => {
      const manifest = read(join(manifests, name), (value) => parseDocument(manifestSchema, value));
      return [
        manifest.id,
        {
          manifest,
          cost: backbones[manifest.id] ?? null,
          weightsSha256: lock[manifest.id]?.sha256 ?? null,
        },
      ];
    }),
  );
}

function read<Document>(path: string, parse: (value: unknown) => Parsed<Document>): Document {
  const parsed = parse(JSON.parse(readFileSync(path, "utf8")));
  if (parsed.ok) return parsed.document;
  throw new Error(`${path}: ${parsed.problems.map((one) => `${one.path}: ${one.message}`).join("; ")}`);
}
