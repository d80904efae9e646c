import { parseArgs } from "node:util";
import { slug } from "#contract";
import { ArchiveError } from "./archive/archive-file.ts";
import { DamagedDatabaseError } from "./open/damaged-database.ts";
import { EnvironmentError } from "./open/env.ts";
import { FolderLockedError } from "./open/folder-lock.ts";
import { UnusableDatabaseError } from "./open/unusable-database.ts";
import { archiveCommands } from "./operate/archive-commands.ts";
import { auditCommands } from "./operate/audit-commands.ts";
import { type Command, print, UsageError } from "./operate/command.ts";
import { safetyCommands } from "./operate/safety-commands.ts";
import { noParameters, withDatabase } from "./operate/with-database.ts";
import { UnusableFilesError } from "./store/s3-requests.ts";
import { type TokenScope, tokenScopes } from "./store/tokens.ts";
import { RebuildLossError } from "./write/rebuild.ts";
import { rowsThenFiles } from "./write/rows-then-files.ts";
import { seedPaper } from "./write/seed.ts";
import { seedSpeeds } from "./write/seed-speeds.ts";
import { takeSnapshot } from "./write/take-snapshot.ts";
import { createToken, listTokens, revokeToken } from "./write/tokens.ts";

/** The operator's commands. The embedded database has one owner, so a running server's folder is refused. */

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

function scopesOf(text: string): TokenScope[] {
  return text.split(",").map((name) => {
    const scope = tokenScopes.find((known) => known === name);
    if (!scope) throw new UsageError(`scope "${name}"; expected ${tokenScopes.join(", ")}`);
    return scope;
  });
}

function holderOf(text: string | undefined): string {
  const parsed = slug.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new UsageError(`--holder ${text ?? "is missing"}; expected a person or group such as ada-lovelace`);
}

function expiryOf(text: string): Date {
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1) {
    throw new UsageError(`--days ${text}; expected a whole number of days, 1 or more`);
  }
  return new Date(Date.now() + days * 86_400_000);
}

async function createTokenCommand(parameters: string[]): Promise<void> {
  const { values } = parseArgs({
    args: parameters,
    options: {
      holder: { type: "string" },
      label: { type: "string", default: "token" },
      scopes: { type: "string", default: "submit" },
      days: { type: "string" },
    },
  });
  const { label } = values;
  const holder = holderOf(values.holder);
  const scopes = scopesOf(values.scopes);
  const expiresAt = values.days === undefined ? null : expiryOf(values.days);
  await withDatabase(async (open) => {
    print(await createToken(open, { holder, label, scopes, expiresAt }));
  });
}

async function listTokensCommand(parameters: string[]): Promise<void> {
  noParameters(parameters);
  await withDatabase(async ({ db }) => {
    for (const token of await listTokens(db)) {
      const state = token.revokedAt
        ? `revoked ${token.revokedAt.toISOString()}`
        : token.expiresAt
          ? `expires ${token.expiresAt.toISOString()}`
          : "does not expire";
      print(`${token.id}  ${token.holder}  ${token.label}  ${token.scopes.join(",")}  ${state}`);
    }
  });
}

async function revokeTokenCommand(parameters: string[]): Promise<void> {
  const [id, ...rest] = parameters;
  if (!id) throw new UsageError("the token's id is missing; `token list` shows it");
  noParameters(rest);
  await withDatabase(async (open) => {
    if (!(await revokeToken(open, id))) throw new UsageError(`no token ${id} that is not revoked already`);
    print(`revoked ${id}`);
  });
}

const commands: readonly Command[] = [
  { usage: "migrate", summary: "create the database or bring its schema up to date", run: migrate },
  {
    usage: "seed",
    summary: "add the paper's printed results and the site's own times that are missing",
    run: seed,
  },
  {
    usage: "token create --holder WHO [--scopes submit,speed,pictures,maintain] [--label TEXT] [--days N]",
    summary: "print a new upload token; it is shown this once",
    run: createTokenCommand,
  },
  {
    usage: "token list",
    summary: "ids, holders, labels, scopes and expiry of all tokens",
    run: listTokensCommand,
  },
  { usage: "token revoke ID", summary: "refuse a token from now on", run: revokeTokenCommand },
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
    "Environment: DATA_DIR (default .data/site) or DATABASE_URL, and FILES_URL. Stop the server first: it owns the embedded database.",
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
  const expected =
    usage || option || error instanceof RebuildLossError || error instanceof DamagedDatabaseError;
  const message = error instanceof Error ? (expected ? error.message : error.stack) : String(error);
  process.stderr.write(`${message}\n`);
  process.exitCode = usage || option ? 2 : 1;
});
