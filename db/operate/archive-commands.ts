import { exportArchive } from "../archive/export-archive.ts";
import { importArchive } from "../archive/import-archive.ts";
import { type Command, print, UsageError } from "./command.ts";
import { noParameters, withDatabase } from "./with-database.ts";

const progress = (line: string) => process.stderr.write(`${line}\n`);

function oneFile(parameters: string[]): string {
  const [file, ...rest] = parameters;
  if (!file) throw new UsageError("the archive's file is missing");
  noParameters(rest);
  return file;
}

async function exportAll(parameters: string[]): Promise<void> {
  const file = oneFile(parameters);
  await withDatabase(async (open) => {
    const { rows, files } = await exportArchive(open, file, new Date(), progress);
    print(`wrote ${rows} rows and ${files} files to ${file}`);
  });
}

async function importAll(parameters: string[]): Promise<void> {
  const file = oneFile(parameters);
  await withDatabase(async (open) => {
    const { rows, files } = await importArchive(open, file, progress);
    print(`entered ${rows} rows and ${files} files from ${file}`);
  });
}

export const archiveCommands: readonly Command[] = [
  {
    usage: "export FILE",
    summary: "write everything, tokens and audit log included, into one archive; a PostgreSQL site may serve",
    run: exportAll,
  },
  {
    usage: "import FILE",
    summary: "enter an archive into an empty database, embedded or not, and an empty folder or bucket",
    run: importAll,
  },
];
