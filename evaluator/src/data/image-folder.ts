import { readdir, stat } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { nameProblem } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { oneLine } from "../files/one-line.ts";
import { readImageSize } from "./image.ts";
import { listSourceFolder, pathKind } from "./source-file.ts";

/** Of files that are taken for images: what the decoder reads of the formats that cameras and tools write. */
export const imageExtensions = [".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".avif"] as const;

const isImageName = (name: string): boolean =>
  imageExtensions.some((extension) => name.toLowerCase().endsWith(extension));

export interface ImageFile {
  /** Path below the folder, with forward slashes. */
  readonly name: string;
  readonly bytes: number;
}

export interface ImageFolder {
  readonly folder: string;
  /** In natural order: image 9 comes before image 10. */
  readonly images: readonly ImageFile[];
  /** Files that are no images by their names. */
  readonly passedOver: number;
}

/**
 * The images of a folder and of the folders in it, links to files included; hidden files are left out.
 *
 * @throws InputError where there is no such folder, or no image in it
 */
export async function listImages(folder: string): Promise<ImageFolder> {
  await listSourceFolder(folder, "a folder of images");
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const images: ImageFile[] = [];
  let passedOver = 0;
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(join(folder, sep).length).split(sep).join("/");
    if (`/${name}`.includes("/.") || entry.isDirectory()) continue;
    if (!isImageName(name) || (await pathKind(path)) !== "file") passedOver++;
    else images.push({ name: readable(folder, name), bytes: (await stat(path)).size });
  }
  if (images.length === 0) {
    throw new InputError(
      `${folder}: no images among ${passedOver} files; expected JPEG, PNG, WebP, TIFF or AVIF`,
    );
  }
  return { folder, images: images.sort((a, b) => naturally(a.name, b.name)), passedOver };
}

/** @throws InputError where what is written would be taken for images the next time */
export function requireApart(images: string, out: string): void {
  const inside = relative(images, out);
  if (inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside)) return;
  throw new InputError(`--out ${out}: lies in ${images}; expected a folder that is not searched for images`);
}

function readable(folder: string, name: string): string {
  const problem = nameProblem(name);
  if (problem === null) return name;
  throw new InputError(`${folder}: the name of file ${JSON.stringify(name)} ${problem}`);
}

const collator = new Intl.Collator("en", { numeric: true });

/** Numbers within names by their values, and one order for names that only differ to a machine. */
function naturally(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : Number(a > b));
}

export interface DamagedImage {
  readonly name: string;
  readonly reason: string;
}

export interface ImageHeaders {
  readonly damaged: readonly DamagedImage[];
  /** Images with an EXIF orientation that would turn or mirror them. It is not applied. */
  readonly turned: number;
}

/** Headers that are read at once. */
const headersAtOnce = 16;

/** Looks at the header of every image: what is no image is found before anything is computed. */
export async function readHeaders(
  { folder, images }: ImageFolder,
  onProgress: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<ImageHeaders> {
  const damaged: DamagedImage[] = [];
  let turned = 0;
  for (let from = 0; from < images.length; from += headersAtOnce) {
    signal?.throwIfAborted();
    const some = images.slice(from, from + headersAtOnce);
    const read = await Promise.allSettled(some.map(({ name }) => readImageSize(join(folder, name))));
    for (const [place, outcome] of read.entries()) {
      if (outcome.status === "fulfilled") turned += Number(outcome.value.orientation > 1);
      else damaged.push({ name: some[place].name, reason: oneLine(outcome.reason) });
    }
    onProgress(from + some.length, images.length);
  }
  return { damaged, turned };
}

/** Named in an error: more only make it unreadable. */
const mostNamed = 10;

/** @throws InputError naming the first damaged images, where there are any */
export function refuseDamaged({ folder, images }: ImageFolder, damaged: readonly DamagedImage[]): void {
  if (damaged.length === 0) return;
  const named = damaged.slice(0, mostNamed).map(({ reason }) => `  ${reason}`);
  if (damaged.length > mostNamed) named.push(`  and ${damaged.length - mostNamed} more`);
  throw new InputError(
    [
      `${folder}: ${damaged.length} of ${images.length} images are damaged; expected whole ones, or --skip-damaged:`,
      ...named,
    ].join("\n"),
  );
}
