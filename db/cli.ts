import { ArchiveError } from "./archive/archive-file.ts";
import { DamagedDatabaseError } from "./open/damaged-database.ts";
import { EnvironmentError } from "./open/env.ts";
import { FolderLockedError } from "./open/folder-lock.ts";
import { UnusableDatabaseError } from "./open/unusable-database.ts";
import { archiveCommands } from "./operate/archive-commands.ts";
import { auditCommands } from "./operate/audit-commands.ts";
import { type Command, print, UsageError } from "./operate/command.ts";
import { administrationCommands, administrationErrors } from "./operate/commands.ts";
import { keysCommand } from "./operate/keys-command.ts";
import { safetyCommands } from "./operate/safety-commands.ts";
import { noParameters, withDatabase } from "./operate/with-database.ts";
import { UnusableKeysError } from "./store/maintainer-keys.ts";
import { UnusableFilesError } from "./store/s3-requests.ts";
import { RebuildLossError, ServedDatabaseError } from "./write/rebuild.ts";
import { rowsThenFiles } from "./write/rows-then-files.ts";
import { seedPaper } from "./write/seed.ts";
import { seedSpeeds } from "./write/seed-speeds.ts";
import { takeSnapshot } from "./write/take-snapshot.ts";

/**
 * The operator's commands. The embedded database has one owner: what is about tokens and decisions asks a server that runs,
 * everything else refuses its folder.
 */

async function migrate(parameters: string[]): Promise<void> {
  noParameters(parameters);
  // Opening brings the schema up to date.
  await withDatabase(async () => {
    print("the database is up to date");
  });
}

async function seed(parameters: string[]): Promise<void> {
  noParameters(parameters);
  await withDatabase(async (open) => {
    print(`added ${await seedPaper(open.db)} results printed in the paper`);
    print(`added ${await seedSpeeds(open)} speed measurements that come with the site`);
  });
}

async function snapshot(parameters: string[]): Promise<void> {
  noParameters(parameters);
  await withDatabase(async (open) => {
    const { id, status } = await rowsThenFiles(open, (into) => takeSnapshot(into, new Date()));
    print(status === "taken" ? `${id}` : `${id} (nothing has changed since it was taken)`);
  });
}

const commands: readonly Command[] = [
  { usage: "migrate", summary: "create the database or bring its schema up to date", run: migrate },
  {
    usage: "seed",
    summary: "add the paper's printed results and the site's own times that are missing",
    run: seed,
  },
  ...administrationCommands,
  keysCommand,
  {
    usage: "snapshot",
    summary: "give today's results an address, /s/ID; every upload does so too",
    run: snapshot,
  },
  ...archiveCommands,
  ...safetyCommands,
  ...auditCommands,
];

/** The fixed words of a usage line: "token create". */
const nameOf = ({ usage }: Command) => /^[a-z ]+(?= |$)/.exec(usage)?.[0].trim() ?? usage;

function help(): string {
  const lines = commands.map(({ usage, summary }) => `  ${usage}\n      ${summary}`);
  return [
    "Usage: npm run db -- COMMAND",
    "",
    ...lines,
    "",
    "Environment: DATA_DIR (default .data/site) or DATABASE_URL, and FILES_URL and MAINTAINERS_DIR. A server that runs owns the embedded",
    "database: tokens and decisions go through it and act at once; for everything else stop it first.",
  ].join("\n");
}

async function main(parameters: string[]): Promise<void> {
  const line = parameters.join(" ");
  const command = commands.find((one) => line === nameOf(one) || line.startsWith(`${nameOf(one)} `));
  const wantsHelp = parameters.length === 0 || parameters.includes("--help") || parameters.includes("-h");
  if (wantsHelp) {
    print(command ? `Usage: npm run db -- ${command.usage}\n\n${command.summary}` : help());
    return;
  }
  if (!command) throw new UsageError(`unknown command "${line}"\n\n${help()}`);
  await command.run(parameters.slice(nameOf(command).split(" ").length));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const usage = [
    UsageError,
    FolderLockedError,
    EnvironmentError,
    UnusableDatabaseError,
    UnusableFilesError,
    ArchiveError,
  ].some((kind) => error instanceof kind);
  // parseArgs reports wrong options as TypeErrors with such codes.
  const option = error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
  // The system's own name the file or address that they are about.
  const system = error instanceof Error && "syscall" in error;
  const known = [
    ...[RebuildLossError, ServedDatabaseError, DamagedDatabaseError, UnusableKeysError],
    ...administrationErrors,
  ];
  const expected = usage || option || system || known.some((kind) => error instanceof kind);
  const message = error instanceof Error ? (expected ? error.message : error.stack) : String(error);
  process.stderr.write(`${message}\n`);
  process.exitCode = usage || option ? 2 : 1;
});
