import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { z } from "zod";
import type { Backbone } from "../backbones/backbone.ts";
import { type Preprocessing, preprocessingSha256 } from "../cell/preprocessing.ts";
import { canonicalJson, parseDocument, sha256 } from "../contract/index.ts";
import type { ImageFile } from "../data/image-folder.ts";
import { writeFileAtomically } from "../files/atomic-file.ts";
import { InputError } from "../files/input-error.ts";
import { readJsonFile, requireParsed } from "../files/json-file.ts";
import { readSafetensorsHeader } from "../files/safetensors.ts";
import { partOf } from "../files/tensor-rows.ts";

export const featurePrecisions = ["float16", "float32"] as const;
export type FeaturePrecision = (typeof featurePrecisions)[number];

/** The one tensor of the file, [N, D, h, w]. */
export const featureTensor = "features";

/** What decides the numbers of a file, as its metadata says it: text by name. */
export type FeatureFacts = Readonly<Record<string, string>>;

export function featureFacts(
  { manifest, weightsSha256, graphSha256, engine }: Backbone,
  preprocessing: Preprocessing,
  precision: FeaturePrecision,
): FeatureFacts {
  return {
    format: "dense-probing/features/1",
    backbone: manifest.id,
    ...{ weightsSha256: weightsSha256 ?? "none", graphSha256 },
    inputSize: `${manifest.inputSize}`,
    ...{ mean: JSON.stringify(manifest.mean), std: JSON.stringify(manifest.std) },
    ...{
      preprocessing: canonicalJson(preprocessing),
      preprocessingSha256: preprocessingSha256(preprocessing),
    },
    ...{ precision, engine: canonicalJson(engine), manifest: canonicalJson(manifest) },
  };
}

/** Names and sizes of image files in their order: what a rerun recognises them by. */
export function filesSha256(images: readonly ImageFile[]): string {
  const hash = createHash("sha256");
  for (const { name, bytes } of images) hash.update(`${name}\n${bytes}\n`);
  return hash.digest("hex");
}

const namesSha256 = (images: readonly ImageFile[]): string =>
  filesSha256(images.map(({ name }) => ({ name, bytes: 0 })));

/** What the finished file says besides `FeatureFacts`. */
export const imageFacts = (
  images: readonly ImageFile[],
  damaged: ReadonlySet<string>,
): Record<"images" | "damaged" | "imageFilesSha256", string> => ({
  images: JSON.stringify(images.map(({ name }) => name).filter((name) => !damaged.has(name))),
  damaged: JSON.stringify([...damaged]),
  imageFilesSha256: filesSha256(images),
});

const otherwise = "expected what the same command made, or another --out";

/**
 * Is the file there already, as this command would make it?
 *
 * @throws InputError where it is another one
 */
export function isFinished(path: string, facts: FeatureFacts, images: readonly ImageFile[]): boolean {
  if (!existsSync(path)) return false;
  const { metadata } = readSafetensorsHeader(path);
  const wanted = { ...facts, imageFilesSha256: filesSha256(images) };
  const other = Object.entries(wanted).flatMap(([name, text]) => (metadata.get(name) === text ? [] : [name]));
  if (other.length === 0) return true;
  throw new InputError(`${path}: is there with another ${other.join(", ")}; ${otherwise}`);
}

/** Names in a finished file's metadata. */
export function namesIn(path: string, which: "images" | "damaged"): string[] {
  const text = readSafetensorsHeader(path).metadata.get(which) ?? "";
  const names = parseDocument(z.array(z.string()), JSON.parse(text));
  return requireParsed(path, `metadata field ${which}`, names);
}

/** How far a file has come; kept beside `.part`. */
const partState = z.strictObject({
  facts: z.record(z.string(), z.string()),
  /** Of all images; their number and length decide where rows lie. */
  namesSha256: sha256,
  /** Images looked at, damaged ones included, with their sizes: those to come may still be mended. */
  done: z.number().int().nonnegative(),
  doneSha256: sha256,
  damaged: z.array(z.string()),
});

export interface PartState {
  done: number;
  readonly damaged: Set<string>;
}

const statePath = (path: string): string => `${partOf(path)}.json`;

/**
 * Where an earlier run of the same command stopped; the beginning where there was none.
 *
 * @throws InputError where images that are done, or anything else that decides the numbers, is no longer the same
 */
export async function readPartState(
  path: string,
  facts: FeatureFacts,
  images: readonly ImageFile[],
): Promise<PartState> {
  const file = statePath(path);
  if (!existsSync(file) || !existsSync(partOf(path))) return { done: 0, damaged: new Set() };
  const parsed = parseDocument(partState, await readJsonFile(file, "the state of a feature file"));
  const state = requireParsed(file, "state", parsed);
  const other = Object.keys(facts).filter((name) => state.facts[name] !== facts[name]);
  if (namesSha256(images) !== state.namesSha256) other.push("list of images");
  else if (filesSha256(images.slice(0, state.done)) !== state.doneSha256) other.push("size of images");
  if (other.length === 0) return { done: state.done, damaged: new Set(state.damaged) };
  throw new InputError(
    `${partOf(path)}: was begun with another ${other.join(", ")}; ${otherwise}, or neither it nor ${file}`,
  );
}

export async function writePartState(
  path: string,
  facts: FeatureFacts,
  images: readonly ImageFile[],
  { done, damaged }: PartState,
): Promise<void> {
  const state: z.infer<typeof partState> = {
    ...{ facts, namesSha256: namesSha256(images) },
    ...{ done, doneSha256: filesSha256(images.slice(0, done)) },
    damaged: [...damaged],
  };
  await writeFileAtomically(statePath(path), JSON.stringify(state));
}

export const removePartState = (path: string): Promise<void> => rm(statePath(path), { force: true });
