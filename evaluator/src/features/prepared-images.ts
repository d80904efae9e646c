import { join } from "node:path";
import type { Progress } from "../cell/progress.ts";
import type { ImageFolder, ImageHeaders } from "../data/image-folder.ts";
import { createImageLoader, decodeThreads, type ImageLoader, type PreparedImage } from "../data/loader.ts";
import type { PreparationStep } from "../data/prepare.ts";
import { InputError } from "../files/input-error.ts";

/** What becomes of files that are no whole upright image. */
export function tellOfImages(
  { folder, passedOver }: ImageFolder,
  { damaged, turned }: ImageHeaders,
  { line }: Progress,
): void {
  if (passedOver > 0) line(`${folder}: files that are no images are passed over: ${passedOver}`);
  for (const { reason } of damaged) line(`left out: ${reason}`);
  if (turned > 0) line(`images with an EXIF orientation, which is not applied: ${turned}`);
}

/** Images that pass the backbone together, and those among them that turned out damaged. */
export interface ImageGroup {
  /** Pixels: normalised, [3, I, I]. */
  readonly whole: { readonly name: string; readonly pixels: Float32Array }[];
  /** null: known before. */
  readonly damaged: { readonly name: string; readonly error: InputError | null }[];
}

/** Each damaged image ends the work, or is said to be left out; those that were known before were told then. */
export function tellOfDamaged(
  { damaged }: ImageGroup,
  { onDamaged, progress }: { readonly onDamaged: "stop" | "skip"; readonly progress: Progress },
): void {
  for (const { error } of damaged) {
    if (error === null) continue;
    if (onDamaged === "stop") throw error;
    progress.line(`left out: ${error.message}`);
  }
}

export interface GroupOptions {
  readonly folder: string;
  /** Names below the folder. */
  readonly names: readonly string[];
  readonly steps: readonly PreparationStep[];
  /** Whole images of a group. */
  readonly size: number;
  /** Known to be damaged: they are not decoded again. */
  readonly broken: ReadonlySet<string>;
}

/** Images in groups and in order, decoded in threads ahead of the backbone. */
export async function* preparedGroups(options: GroupOptions): AsyncGenerator<ImageGroup> {
  await using loader = createImageLoader();
  let group: ImageGroup = { whole: [], damaged: [] };
  for await (const { name, prepared } of preparedImages(loader, options)) {
    if (prepared === null || prepared instanceof InputError) group.damaged.push({ name, error: prepared });
    else group.whole.push({ name, pixels: prepared.data });
    if (group.whole.length < options.size) continue;
    yield group;
    group = { whole: [], damaged: [] };
  }
  if (group.whole.length + group.damaged.length > 0) yield group;
}

type Prepared = PreparedImage | InputError | null;

async function* preparedImages(
  loader: ImageLoader,
  { folder, names, steps, broken }: GroupOptions,
): AsyncGenerator<{ readonly name: string; readonly prepared: Prepared }> {
  const prepare = async (name: string): Promise<Prepared> => {
    if (broken.has(name)) return null;
    return loader.prepare({ source: join(folder, name), steps }).catch((error: unknown) => {
      if (error instanceof InputError) return error;
      throw error;
    });
  };
  const ahead = 2 * decodeThreads();
  const queue: { readonly name: string; readonly prepared: Promise<Prepared> }[] = [];
  for (let next = 0; next < names.length || queue.length > 0; ) {
    while (next < names.length && queue.length <= ahead) {
      const name = names[next++];
      const prepared = prepare(name);
      // A failure is reported in its turn; until then nobody listens.
      prepared.catch(() => {});
      queue.push({ name, prepared });
    }
    const first = queue.shift();
    if (first) yield { name: first.name, prepared: await first.prepared };
  }
}

/** `[images, 3, I, I]` */
export function stackedPixels({ whole }: ImageGroup): Float32Array {
  const [{ pixels }] = whole;
  const all = new Float32Array(whole.length * pixels.length);
  for (const [place, one] of whole.entries()) all.set(one.pixels, place * pixels.length);
  return all;
}
