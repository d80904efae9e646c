import { basename, dirname, extname, join } from "node:path";
import { z } from "zod";
import {
  familyId,
  leavesFolder,
  type Manifest,
  manifestSchema,
  nameSchema,
  parseDocument,
  slug,
} from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { listProblems } from "../files/json-file.ts";
import { featuresAt } from "./input-side.ts";
import { placedIn } from "./manifest-folder.ts";
import { readOnnxEnds } from "./read-onnx-ends.ts";

const { inputSize, featureGrid, featureDim, mean, std, label, notes } = manifestSchema.shape;

/**
 * What a person says of an own model. Whatever is left out follows from the ONNX file, from the family's options or from
 * the manifest that it is like.
 */
const privateSchema = z
  .strictObject({
    $schema: z.string(),
    private: z.literal(true),
    /** Otherwise the file's name. */
    id: slug,
    ...{ label, notes },
    /** A published backbone of the same architecture, of which everything that is not said here is taken. */
    like: slug,
    family: familyId,
    options: z.record(z.string(), z.unknown()),
    /** A safetensors or ONNX file, from the manifest's own folder. */
    weights: nameSchema
      .refine((file) => !leavesFolder(file), "leaves its folder; expected a path inside it")
      .refine((file) => formatOf(file) !== null, "expected a .safetensors or .onnx file"),
    ...{ inputSize, featureGrid, featureDim, mean, std },
  })
  .partial()
  .required({ private: true });

const formats = { ".safetensors": "safetensors", ".onnx": "onnx" } as const;

function formatOf(file: string): "safetensors" | "onnx" | null {
  const extension = extname(file).toLowerCase();
  return Object.entries(formats).find(([known]) => known === extension)?.[1] ?? null;
}

export const isPrivate = (json: unknown): boolean =>
  typeof json === "object" && json !== null && "private" in json && json.private === true;

/**
 * A manifest of somebody's own model as a whole one: the only place where what is not said is filled in.
 *
 * @param published reads a manifest that comes with the evaluator
 * @param taken ids that an own model cannot have
 * @throws InputError naming every field that is wrong, or what has to be said
 */
export async function completePrivate(
  path: string,
  json: unknown,
  published: (id: string) => Promise<Manifest>,
  taken: readonly string[],
): Promise<Manifest> {
  const where = `private manifest ${path}`;
  const parsed = parseDocument(privateSchema, json, "manifest");
  if (!parsed.ok) throw new InputError(`${where}:\n${listProblems(parsed.problems)}`);
  const { like: likeId, $schema: _, ...said } = parsed.document;
  const id = said.id ?? slugOf(path);
  if (taken.includes(id)) {
    throw new InputError(`${where}: id ${id} is that of a published backbone; expected another "id"`);
  }
  const like = likeId === undefined ? null : computedOf(await published(likeId));
  // What it is like says the size of features of its own options alone.
  const shape = said.options === undefined ? {} : { featureGrid: undefined, featureDim: undefined };
  const base = { ...like, ...shape };
  const stated: Stated = { ...base, ...said, id, weights: weightsOf(where, said.weights, like) };
  // Rows and columns follow from the side, but where they are said, or known of the very side.
  const isGridKnown = (said.inputSize === undefined ? stated : said).featureGrid !== undefined;
  const features = await featuresOf(path, stated, isGridKnown);
  const filled = { ...descriptionOf(id, features.family), ...stated, ...features };
  const whole = parseDocument(manifestSchema, filled, "manifest");
  if (whole.ok) return placedIn(whole.document, dirname(path));
  throw new InputError(`${where}:\n${listProblems(whole.problems)}`);
}

/** What the features depend on. */
type Computed = Pick<
  Manifest,
  "family" | "options" | "inputSize" | "featureGrid" | "featureDim" | "mean" | "std" | "weights"
>;

/** As far as it is said, or known of the manifest that it is like. */
type Stated = { readonly [Field in keyof Computed]?: Computed[Field] | undefined } & Pick<Manifest, "id">;

function computedOf(manifest: Manifest): Computed {
  const { family, options, inputSize, featureGrid, featureDim, mean, std, weights } = manifest;
  return { family, options, inputSize, featureGrid, featureDim, mean, std, weights };
}

/** Lower-case words of the file's name. */
function slugOf(path: string): string {
  const words =
    basename(path, extname(path))
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  return words.join("-").slice(0, 64).replace(/-$/, "");
}

function weightsOf(where: string, file: string | undefined, like: Computed | null): Manifest["weights"] {
  if (file !== undefined) {
    // Reserved for what is nowhere (RFC 2606): nobody else can get the file.
    const url = "https://private.invalid/";
    return { format: formatOf(file) ?? "safetensors", url, file, sha256: null, bytes: null };
  }
  if (!like?.weights) return null;
  throw new InputError(`${where}: no weights; expected the file of your own, in the same folder`);
}

/** What nobody but its owner will read. */
function descriptionOf(id: string, family: Manifest["family"]): Omit<Manifest, "id" | keyof Computed> {
  return {
    ...{ private: true, label: id, category: "none", objective: "not stated", architecture: family },
    ...{ pretrainingData: "not stated", paper: null, licence: "LicenseRef-private" },
    ...{ parameters: 0, leak: "unknown", notes: "", contact: null },
  };
}

/** Family, options, grid and channels, derived where they are not said. */
async function featuresOf(
  path: string,
  stated: Stated,
  isGridKnown: boolean,
): Promise<Pick<Stated, "options" | "inputSize" | "featureGrid" | "featureDim"> & Pick<Manifest, "family">> {
  const { id, weights, options, inputSize: side, featureDim } = stated;
  const family = stated.family ?? (weights?.format === "onnx" ? "onnx" : undefined);
  if (family === undefined) {
    throw new InputError(
      `private manifest ${path}: no family; expected "like", "family" with "options", or an ONNX file as "weights"`,
    );
  }
  if (family === "onnx") return { ...(await onnxFeatures(path, stated)), family };
  if (side === undefined || options === undefined || isGridKnown) return { ...stated, family };
  const expected = `expected "featureGrid" and "featureDim" of it`;
  const derived = featuresAt({ id, family, options }, side, expected);
  return { ...derived, inputSize: side, featureDim: featureDim ?? derived.featureDim, family };
}

/** Of an ONNX file: its input's side; rows, columns and channels of its output. */
async function onnxFeatures(
  path: string,
  stated: Stated,
): Promise<Pick<Stated, "options" | "inputSize" | "featureGrid" | "featureDim">> {
  const { options, inputSize, featureGrid, featureDim } = stated;
  if (options && inputSize && featureGrid && featureDim) return stated;
  const file = join(dirname(path), stated.weights?.file ?? "");
  const { inputs, outputs } = await readOnnxEnds(file);
  const unsaid = (what: string) =>
    new InputError(`private manifest ${path}: ${file} does not say ${what}; expected it in the manifest`);
  const side = inputSize ?? inputs[0]?.dims[2];
  if (typeof side !== "number") throw unsaid('"inputSize"');
  const [, ...dims] = outputs[0]?.dims ?? [];
  if (!dims.every((dim) => typeof dim === "number") || dims.length < 2 || dims.length > 3) {
    throw unsaid('"options", "featureGrid" and "featureDim"');
  }
  if (dims.length === 3) {
    const [dim, height, width] = dims;
    const grid: Manifest["featureGrid"] = [height, width];
    return { options: { output_layout: "nchw" }, inputSize: side, featureGrid: grid, featureDim: dim };
  }
  const [tokens, dim] = dims;
  // A square of patches behind a few tokens of another kind.
  const rows = Math.floor(Math.sqrt(tokens));
  const grid: Manifest["featureGrid"] = featureGrid ?? [rows, rows];
  const prefix = tokens - grid[0] * grid[1];
  return {
    options: options ?? { output_layout: "tokens", prefix_tokens: prefix },
    ...{ inputSize: side, featureGrid: grid, featureDim: featureDim ?? dim },
  };
}
