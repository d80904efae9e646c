import { realpath, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { leavesFolder } from "../contract/index.ts";
import { fileKindAt } from "../files/file-kind.ts";
import { InputError } from "../files/input-error.ts";
import { relocateExternalData } from "../onnx/index.ts";

/** Files that hold tensors of an ONNX model: their real paths by the paths that the model has, relative to its folder. */
export type ExternalData = ReadonlyMap<string, string>;

/**
 * Finds a model's external data. A path in the model may not leave its folder, since the model comes from outside; that a
 * file there is a link is the user's own doing: caches of model hubs keep every file as a link into a folder of blobs.
 *
 * @param path the model's own path, links and all
 * @throws InputError where a path leaves the folder or leads to nothing, or to what was never downloaded
 */
export async function findExternalData(path: string, locations: readonly string[]): Promise<ExternalData> {
  const found = new Map<string, string>();
  for (const location of locations) {
    if (leavesFolder(location)) {
      throw new InputError(
        `${path}: external data ${location} leaves the model's folder; expected a path inside it`,
      );
    }
    const file = join(dirname(path), location);
    const real = await realpath(file).catch((error: NodeJS.ErrnoException) => {
      throw new InputError(
        `${path}: external data ${file} cannot be read (${error.code}); expected the file beside the model`,
      );
    });
    if (!(await stat(real)).isFile()) {
      throw new InputError(`${path}: external data ${file} is no file; expected the file beside the model`);
    }
    const kind = fileKindAt(real);
    if (kind !== null && /^a (Git LFS|web page)/.test(kind)) {
      throw new InputError(`${path}: external data ${file} is ${kind}; expected weights`);
    }
    found.set(location, real);
  }
  return found;
}

function commonFolder(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) => dirname(path).split(sep));
  const same = first.findIndex((part, depth) => others.some((other) => other[depth] !== part));
  return first.slice(0, same < 0 ? first.length : same).join(sep) || sep;
}

/**
 * The model as ONNX Runtime takes it: it is told one folder, and refuses data that a link leads out of it. So the folder is
 * the one that all data really lie below, and the model names the places there.
 */
export function withRealPlaces(
  model: Uint8Array,
  data: ExternalData,
): { readonly model: Uint8Array; readonly folder: string | null } {
  if (data.size === 0) return { model, folder: null };
  const folder = commonFolder([...data.values()]);
  const place = (location: string) => relative(folder, data.get(location) ?? join(folder, location));
  const moved = [...data.keys()].some((location) => place(location) !== location);
  return { model: moved ? relocateExternalData(model, place) : model, folder };
}
