import { z } from "zod";
import { type Envelope, envelopeSchema, sha256, slug } from "#contract";
import { holderNamed } from "../derive/holder.ts";
import type { DocumentKind } from "../derive/pictures.ts";
import { roles } from "../derive/standing.ts";
import type { FileStore } from "./file-store.ts";
import { inTurn } from "./in-turn.ts";
import { damaged, type FileProblem, readKept } from "./kept-json.ts";

/** What the server knows of whoever brings a document. */
export const receiptSchema = z.strictObject({
  receivedAt: z.iso.datetime(),
  /** Whose token sent it: "ada-lovelace (k3x9q0c2ab)". */
  uploadedBy: z.string(),
  /** Whose it is: the sender, or whom a maintainer corrects; null for what the site came with. */
  holder: slug.nullable(),
  role: z.enum(roles),
});
export type Receipt = z.infer<typeof receiptSchema>;

/** From before tokens had holders and scopes: what was accepted then counted at once, as a maintainer's does. */
const firstReceipt = z.looseObject({ source: z.enum(["measured", "verified"]), uploadedBy: z.string() });

function upgraded(value: unknown): unknown {
  const { data } = firstReceipt.safeParse(value);
  if (!data) return value;
  const { source: _, ...rest } = data;
  return { ...rest, holder: holderNamed(data.uploadedBy), role: "maintainer" };
}

/** A receipt as it is kept; with the document it is enough to make the rows anew. */
export const keptReceiptSchema = z.preprocess(
  upgraded,
  receiptSchema.extend({
    /** The row's number. The order of arrival is its order, not a clock's; receipts from before there was one lack it. */
    sequence: z.int().optional(),
  }),
);
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

const shelvedName = /^[0-9a-f]{64}(\.receipt|\.[a-z0-9-]+\.dsse)?\.json$/;

export const bundleFile = (shelf: Shelf, id: string) => `${shelf}/${sha256.parse(id)}.json`;
export const receiptFile = (shelf: Shelf, id: string) => `${shelf}/${sha256.parse(id)}.receipt.json`;

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
  keepReceipt(keep, shelf, id, receipt);
  keep(bundleFile(shelf, id), content);
}

export function keepReceipt(keep: Keep, shelf: Shelf, id: string, receipt: KeptReceipt): void {
  keep(receiptFile(shelf, id), JSON.stringify(receipt));
}

export const envelopeFile = (id: string, signer: string) =>
  `${shelves.bundle}/${sha256.parse(id)}.${signer}.dsse.json`;

/** A signature as it is kept, whether it still counts or not: its own date is the signer's word, the other one the server's. */
export interface KeptSignature {
  readonly envelope: Envelope;
  /** null: not written down, as of signatures from before keys had dates. */
  readonly receivedAt: string | null;
}

/** Keeps a maintainer's signature beside its bundle, as `<id>.<signer>.dsse.json`; `signer` names a key file. */
export function keepEnvelope(keep: Keep, id: string, signer: string, signature: KeptSignature): void {
  keep(envelopeFile(id, signer), JSON.stringify(signature));
}

const signatureMaxBytes = 50_000;
const keptSignature = z.union([
  z.strictObject({ envelope: envelopeSchema, receivedAt: z.iso.datetime().nullable() }),
  // Files from before keys had dates hold the envelope alone.
  envelopeSchema.transform((envelope) => ({ envelope, receivedAt: null })),
]);

/** Every kept signature that can be read, and what is wrong with the others. */
export async function listEnvelopes(files: FileStore): Promise<{
  readonly kept: readonly (KeptSignature & { readonly file: string })[];
  readonly problems: readonly FileProblem[];
}> {
  const names = (await files.list(shelves.bundle)).filter((name) => name.endsWith(".dsse.json"));
  const read = await inTurn(names, async (name) => {
    const file = `${shelves.bundle}/${name}`;
    return { file, read: await readKept(files, file, keptSignature, signatureMaxBytes) };
  });
  return {
    kept: read.flatMap(({ file, read }) => (read.ok ? [{ file, ...read.value }] : [])),
    problems: read.flatMap(({ read }) => (read.ok ? [] : [read.problem])),
  };
}

/** The canonical bundle as it was accepted; null where there is none, also for what is no id. */
export async function readBundle(files: FileStore, shelf: Shelf, id: string): Promise<string | null> {
  if (!sha256.safeParse(id).success) return null;
  return (await files.read(bundleFile(shelf, id)))?.toString("utf8") ?? null;
}

/** In the order of arrival: what has no number came before there were any, in the order of its clock. */
export function byArrival(a: KeptBundle, b: KeptBundle): number {
  const [first, second] = [a, b].map(({ receipt }) => receipt.sequence ?? Number.NEGATIVE_INFINITY);
  if (first !== second) return (first ?? 0) < (second ?? 0) ? -1 : 1;
  const clock = ({ id, receipt }: KeptBundle) => `${receipt.receivedAt} ${id}`;
  return clock(a) < clock(b) ? -1 : 1;
}

/** What lies on a shelf, by the names of its files; no document was read. */
export interface Inventory {
  /** Documents with a good receipt, in the order of arrival. */
  readonly kept: readonly KeptBundle[];
  /** Ids of documents that have no good receipt, and of receipts that have no document. */
  readonly withoutReceipt: readonly string[];
  readonly withoutDocument: readonly string[];
  /** Ids of documents whose receipt is of a newer version. */
  readonly withNewerReceipt: readonly string[];
  /** Files that are none of this shelf's, and receipts that can't be read. */
  readonly problems: readonly FileProblem[];
}

const receiptMaxBytes = 10_000;
const idOf = (name: string) => name.slice(0, 64);

export async function takeInventory(files: FileStore, shelf: Shelf): Promise<Inventory> {
  const names = await files.list(shelf);
  const documents = names.filter((name) => /^[0-9a-f]{64}\.json$/.test(name)).map(idOf);
  const receipts = names.filter((name) => /^[0-9a-f]{64}\.receipt\.json$/.test(name)).map(idOf);
  const [haveDocument, haveReceipt] = [new Set(documents), new Set(receipts)];
  const read = await inTurn(
    documents.filter((id) => haveReceipt.has(id)),
    async (id) => ({
      id,
      read: await readKept(files, receiptFile(shelf, id), keptReceiptSchema, receiptMaxBytes),
    }),
  );
  const failed = (kind: FileProblem["kind"]) =>
    read.flatMap(({ id, read }) => (!read.ok && read.problem.kind === kind ? [id] : []));
  const foreign = names.filter((name) => !shelvedName.test(name));
  return {
    kept: read.flatMap(({ id, read }) => (read.ok ? [{ id, receipt: read.value }] : [])).sort(byArrival),
    withoutReceipt: [...documents.filter((id) => !haveReceipt.has(id)), ...failed("damaged")],
    withoutDocument: receipts.filter((id) => !haveDocument.has(id)),
    withNewerReceipt: failed("newer"),
    problems: [
      ...foreign.map((name) => damaged(`${shelf}/${name}`, "has a name that no file here has")),
      ...read.flatMap(({ read }) => (read.ok ? [] : [read.problem])),
    ],
  };
}
