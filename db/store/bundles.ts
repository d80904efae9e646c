import { z } from "zod";
import { sha256 } from "#contract";
import type { DocumentKind } from "../derive/pictures.ts";
import type { FileStore } from "./file-store.ts";

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

/** Folder of each kind in the store. */
export const shelves = {
  bundle: "bundles",
  speed: "bundles/speed",
  artefacts: "documents/artefacts",
  "output-sizes": "documents/output-sizes",
} as const satisfies Record<"bundle" | "speed" | DocumentKind, string>;
export type Shelf = (typeof shelves)[keyof typeof shelves];

const bundleFile = (shelf: Shelf, id: string) => `${shelf}/${sha256.parse(id)}.json`;
const receiptFile = (shelf: Shelf, id: string) => `${shelf}/${sha256.parse(id)}.receipt.json`;

/** Keeps a bundle as `<id>.json` and `<id>.receipt.json`, the receipt first: a bundle file always has one. */
export async function keepBundle(
  files: FileStore,
  shelf: Shelf,
  id: string,
  content: string,
  receipt: Receipt,
): Promise<void> {
  await files.write(receiptFile(shelf, id), JSON.stringify(receipt));
  await files.write(bundleFile(shelf, id), content);
}

const envelopeFile = (id: string, signer: string) =>
  `${shelves.bundle}/${sha256.parse(id)}.${signer}.dsse.json`;

/** A signature as it is kept, whether it still counts or not: its own date is the signer's word, the other one the server's. */
export interface KeptSignature {
  readonly envelope: unknown;
  /** null: not written down, as of signatures from before keys had dates. */
  readonly receivedAt: string | null;
}

/** Keeps a maintainer's signature beside its bundle, as `<id>.<signer>.dsse.json`; `signer` names a key file. */
export async function keepEnvelope(
  files: FileStore,
  id: string,
  signer: string,
  signature: KeptSignature,
): Promise<void> {
  await files.write(envelopeFile(id, signer), JSON.stringify(signature));
}

export async function dropEnvelope(files: FileStore, id: string, signer: string): Promise<void> {
  await files.remove(envelopeFile(id, signer));
}

/** Every kept signature; files from before keys had dates hold the envelope alone. */
export async function listEnvelopes(files: FileStore): Promise<KeptSignature[]> {
  const names = (await files.list(shelves.bundle)).filter((name) => name.endsWith(".dsse.json"));
  const kept: KeptSignature[] = [];
  for (const name of names) {
    const text = await files.read(`${shelves.bundle}/${name}`);
    if (!text) continue;
    const value = JSON.parse(text.toString("utf8"));
    kept.push("payloadType" in value ? { envelope: value, receivedAt: null } : value);
  }
  return kept;
}

export async function dropBundle(files: FileStore, shelf: Shelf, id: string): Promise<void> {
  await files.remove(bundleFile(shelf, id));
  await files.remove(receiptFile(shelf, id));
}

/** The canonical bundle as it was accepted; null where there is none, also for what is no id. */
export async function readBundle(files: FileStore, shelf: Shelf, id: string): Promise<string | null> {
  if (!sha256.safeParse(id).success) return null;
  return (await files.read(bundleFile(shelf, id)))?.toString("utf8") ?? null;
}

async function readReceipt(files: FileStore, shelf: Shelf, id: string): Promise<Receipt> {
  const text = await files.read(receiptFile(shelf, id));
  if (!text) throw new Error(`${receiptFile(shelf, id)} is missing in ${files.place}`);
  return receiptSchema.parse(JSON.parse(text.toString("utf8")));
}

/** Every kept bundle in the order of arrival. */
export async function listBundles(files: FileStore, shelf: Shelf): Promise<KeptBundle[]> {
  const names = await files.list(shelf);
  const ids = names.filter((name) => /^[0-9a-f]{64}\.json$/.test(name)).map((name) => name.slice(0, 64));
  const kept = await Promise.all(
    ids.map(async (id) => ({ id, receipt: await readReceipt(files, shelf, id) })),
  );
  const order = ({ id, receipt }: KeptBundle) => `${receipt.receivedAt} ${id}`;
  return kept.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}
