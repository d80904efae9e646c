import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import { type ArtefactIndex, pictureMaxBytes, picturesOf } from "#contract";
import type { OpenDatabase } from "../open/shared-database.ts";
import { resultDocuments } from "../schema.ts";
import type { FileStore } from "../store/file-store.ts";
import { inTurn } from "../store/in-turn.ts";
import { isPictureName, keptPictureSize, pictureFolder, pngProblem } from "../store/pictures.ts";
import type { Difference, Verified } from "./difference.ts";

async function pictureProblem(files: FileStore, name: string): Promise<string | null> {
  if (!isPictureName(name)) return "is no picture's name";
  const bytes = await files.read(`${pictureFolder}/${name}`, pictureMaxBytes + 1);
  if (!bytes) return "is not there";
  const found = createHash("sha256").update(bytes).digest("hex");
  if (`${found}.png` !== name) return `has the hash ${found}, not that of its name`;
  return pngProblem(bytes);
}

async function indexDifferences(files: FileStore, id: string, index: ArtefactIndex): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (const { file, width, height } of picturesOf(index)) {
    const size = await keptPictureSize(files, file);
    if (size?.width === width && size.height === height) continue;
    const found = size
      ? `is ${size.width} x ${size.height} pixels, not ${width} x ${height}`
      : "is not there";
    differences.push({ subject: `${pictureFolder}/${file}`, difference: `${found}, as index ${id} says` });
  }
  return differences;
}

/** Every kept picture against its name and its format, and every picture that a stored index names. */
export async function verifyPictures({ db, files }: Pick<OpenDatabase, "db" | "files">): Promise<Verified> {
  const names = await files.list(pictureFolder);
  const problems = await inTurn(names, async (name) => {
    const problem = await pictureProblem(files, name);
    return problem === null ? [] : [{ subject: `${pictureFolder}/${name}`, difference: problem }];
  });
  const differences = problems.flat();
  const indices = await db.select().from(resultDocuments).where(eq(resultDocuments.kind, "artefacts"));
  for (const { id, document } of indices) {
    if ("images" in document) differences.push(...(await indexDifferences(files, id, document)));
  }
  return { files: names.length, differences };
}
