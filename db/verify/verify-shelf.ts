import { canonicalJson } from "#contract";
import type { OpenDatabase } from "../open/shared-database.ts";
import { bundleFile, type KeptBundle, receiptFile, takeInventory } from "../store/bundles.ts";
import { inTurn } from "../store/in-turn.ts";
import { type KeptKind, type ReceivedRow, readKeptDocument } from "../write/enter-kept.ts";
import type { Difference, Verified } from "./difference.ts";

/** Fields of a receipt that its row has otherwise. */
function receiptDifferences(file: string, { receipt }: KeptBundle, row: ReceivedRow): Difference[] {
  const [kept, expected]: Record<string, unknown>[] = [
    { ...receipt, receivedAt: new Date(receipt.receivedAt).toISOString() },
    { ...row.receipt },
  ];
  const fields = new Set([...Object.keys(kept ?? {}), ...Object.keys(expected ?? {})]);
  return [...fields].flatMap((field) => {
    const [found, stored] = [kept?.[field] ?? null, expected?.[field] ?? null];
    if (canonicalJson(found) === canonicalJson(stored)) return [];
    const difference = `${field} is ${canonicalJson(found)}; the row has ${canonicalJson(stored)}`;
    return [{ subject: file, difference }];
  });
}

/** Every file of one kind against its name, its hash and its row, and every row against its file. */
export async function verifyShelf<Document>(
  { db, files }: Pick<OpenDatabase, "db" | "files">,
  kind: KeptKind<Document>,
): Promise<Verified> {
  const { shelf } = kind;
  const inventory = await takeInventory(files, shelf);
  const rows = new Map((await kind.rows(db)).map((row) => [row.id, row]));
  const differences: Difference[] = inventory.problems.map(({ file, reason }) => ({
    subject: file,
    difference: reason,
  }));
  const tell = (subject: string, difference: string) => differences.push({ subject, difference });
  for (const id of inventory.withoutReceipt) tell(bundleFile(shelf, id), "has no receipt that can be read");
  for (const id of inventory.withoutDocument)
    tell(receiptFile(shelf, id), "is a receipt without its document");
  await inTurn(inventory.kept, async (kept) => {
    const file = bundleFile(shelf, kept.id);
    const read = await readKeptDocument(files, kind, kept.id);
    const row = rows.get(kept.id);
    if (!read.ok) tell(file, read.problem.reason);
    if (row) differences.push(...receiptDifferences(receiptFile(shelf, kept.id), kept, row));
    else if (read.ok && (await kind.belongs(db, read.document))) tell(file, "has no row");
  });
  const filed = new Set([
    ...inventory.kept.map(({ id }) => id),
    ...inventory.withoutReceipt,
    ...inventory.withNewerReceipt,
  ]);
  for (const id of rows.keys())
    if (!filed.has(id)) tell(bundleFile(shelf, id), "is not there, though its row is");
  return { files: inventory.kept.length, differences };
}
