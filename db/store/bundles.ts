import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { sha256 } from "#contract";
import type { DocumentKind } from "../derive/pictures.ts";

/** What the server knew when it accepted a bundle; with the bundle it is enough to rebuild the database. */
export const receiptSchema = z.strictObject({
  receivedAt: z.iso.datetime(),
  source: z.enum(["measured", "verified"]),
  uploadedBy: z.string(),
});
export type Receipt = z.infer<typeof receiptSchema>;

/** A bundle, or a document about one: both are kept alike, a folder a kind. */
export interface KeptBundle {
  readonly id: string;
  readonly receipt: Receipt;
}

/** Where accepted speed measurements are kept, beside the bundles. */
export const speedFolder = ({ bundleFolder }: { readonly bundleFolder: string }) =>
  join(bundleFolder, "speed");

/** Where accepted documents of a kind are kept. */
export const resultDocumentFolder = (
  { documentFolder }: { readonly documentFolder: string },
  kind: DocumentKind,
) => join(documentFolder, kind);

const bundleFile = (folder: string, id: string) => join(folder, `${sha256.parse(id)}.json`);
const receiptFile = (folder: string, id: string) => join(folder, `${sha256.parse(id)}.receipt.json`);

export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Whole or not at all, and on the disk when it returns: the embedded database never fsyncs, these files do. */
export async function writeDurably(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    const handle = await open(temporary, "wx");
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Keeps a bundle as `<id>.json` and `<id>.receipt.json`, the receipt first: a bundle file always has one. */
export async function keepBundle(
  folder: string,
  id: string,
  content: string,
  receipt: Receipt,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeDurably(receiptFile(folder, id), JSON.stringify(receipt));
  await writeDurably(bundleFile(folder, id), content);
  await syncFolder(folder);
}

const envelopeFile = (folder: string, id: string, signer: string) =>
  join(folder, `${sha256.parse(id)}.${signer}.dsse.json`);

/** Keeps a maintainer's signature beside its bundle, as `<id>.<signer>.dsse.json`; `signer` names a key file. */
export async function keepEnvelope(folder: string, id: string, signer: string, text: string): Promise<void> {
  await writeDurably(envelopeFile(folder, id, signer), text);
  await syncFolder(folder);
}

export async function dropEnvelope(folder: string, id: string, signer: string): Promise<void> {
  await rm(envelopeFile(folder, id, signer), { force: true });
}

/** Every kept envelope, as text. */
export async function listEnvelopes(folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const names = (await readdir(folder)).filter((name) => name.endsWith(".dsse.json")).sort();
  return Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
}

export async function dropBundle(folder: string, id: string): Promise<void> {
  await rm(bundleFile(folder, id), { force: true });
  await rm(receiptFile(folder, id), { force: true });
}

/** The canonical bundle as it was accepted; null where there is none, also for what is no id. */
export async function readBundle(folder: string, id: string): Promise<string | null> {
  if (!sha256.safeParse(id).success) return null;
  try {
    return await readFile(bundleFile(folder, id), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** Every kept bundle in the order of arrival. */
export async function listBundles(folder: string): Promise<KeptBundle[]> {
  await mkdir(folder, { recursive: true });
  const names = await readdir(folder);
  const ids = names.filter((name) => /^[0-9a-f]{64}\.json$/.test(name)).map((name) => name.slice(0, 64));
  const kept = await Promise.all(
    ids.map(async (id) => ({
      id,
      receipt: receiptSchema.parse(JSON.parse(await readFile(receiptFile(folder, id), "utf8"))),
    })),
  );
  const order = ({ id, receipt }: KeptBundle) => `${receipt.receivedAt} ${id}`;
  return kept.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}
