import { z } from "zod";
import { sha256 } from "#contract";
import type { DocumentKind } from "../derive/pictures.ts";
import type { FileStore } from "./file-store.ts";

/** What the server knows of whoever brings a document. */
export const receiptSchema = z.strictObject({
  receivedAt: z.iso.datetime(),
  source: z.enum(["measured", "verified"]),
  uploadedBy: z.string(),
});
export type Receipt = z.infer<typeof receiptSchema>;

/** A receipt as it is kept; with the document it is enough to make the rows anew. */
export const keptReceiptSchema = receiptSchema.extend({
  /** The row's number. The order of arrival is its order, not a clock's; receipts from before there was one lack it. */
  sequence: z.int().optional(),
});
export type KeptReceipt = z.infer<typeof keptReceiptSchema>;

/** A bundle, or a document about one: both are kept alike, a folder a kind. */
export interface KeptBundle {
  readonly id: string;
  readonly receipt: KeptReceipt;
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

/** Takes a file's name and content, as `Writing.keep` does. */
type Keep = (name: string, content: string) => void;

/** Keeps a bundle as `<id>.json` and `<id>.receipt.json`, the receipt first: a bundle file always has one. */
export function keepBundle(
  keep: Keep,
  shelf: Shelf,
  id: string,
  content: string,
  receipt: KeptReceipt & { readonly sequence: number },
): void {
  keep(receiptFile(shelf, id), JSON.stringify(receipt));
  keep(bundleFile(shelf, id), content);
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
export function keepEnvelope(keep: Keep, id: string, signer: string, signature: KeptSignature): void {
  keep(envelopeFile(id, signer), JSON.stringify(signature));
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

/** The canonical bundle as it was accepted; null where there is none, also for what is no id. */
export async function readBundle(files: FileStore, shelf: Shelf, id: string): Promise<string | null> {
  if (!sha256.safeParse(id).success) return null;
  return (await files.read(bundleFile(shelf, id)))?.toString("utf8") ?? null;
}

async function readReceipt(files: FileStore, shelf: Shelf, id: string): Promise<KeptReceipt> {
  const text = await files.read(receiptFile(shelf, id));
  if (!text) throw new Error(`${receiptFile(shelf, id)} is missing in ${files.place}`);
  return keptReceiptSchema.parse(JSON.parse(text.toString("utf8")));
}

/** In the order of arrival: what has no number came before there were any, in the order of its clock. */
export function byArrival(a: KeptBundle, b: KeptBundle): number {
  const [first, second] = [a, b].map(({ receipt }) => receipt.sequence ?? Number.NEGATIVE_INFINITY);
  if (first !== second) return (first ?? 0) < (second ?? 0) ? -1 : 1;
  const clock = ({ id, receipt }: KeptBundle) => `${receipt.receivedAt} ${id}`;
  return clock(a) < clock(b) ? -1 : 1;
}

/** Every kept bundle in the order of arrival. */
export async function listBundles(files: FileStore, shelf: Shelf): Promise<KeptBundle[]> {
  const names = await files.list(shelf);
  const ids = names.filter((name) => /^[0-9a-f]{64}\.json$/.test(name)).map((name) => name.slice(0, 64));
  const kept = await Promise.all(
    ids.map(async (id) => ({ id, receipt: await readReceipt(files, shelf, id) })),
  );
  return kept.sort(byArrival);
}
