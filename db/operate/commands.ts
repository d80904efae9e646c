import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type ZodType, z } from "zod";
import { parseDocument } from "#contract";
import type { DecisionAction } from "../derive/standing.ts";
import { databaseLocation } from "../open/client.ts";
import { FolderLockedError } from "../open/folder-lock.ts";
import { type OperatorAccess, readOperatorAccess } from "../open/operator.ts";
import { tokenScopes } from "../store/tokens.ts";
import {
  type Administration,
  AdministrationError,
  administrationOf,
  decisionRequestSchema,
  tokenRequestSchema,
} from "./administration.ts";
import { type Command, print, UsageError } from "./command.ts";
import { RemoteError, remoteAdministration } from "./remote.ts";
import { withDatabase } from "./with-database.ts";

/** Commands that work while the site serves: through its API where it holds the embedded database, else on the database. */

const siteOptions = { site: { type: "string" }, "token-file": { type: "string" } } as const;

interface SiteValues {
  readonly site?: string | undefined;
  readonly "token-file"?: string | undefined;
}

function namedSite({ site, "token-file": file }: SiteValues): OperatorAccess | null {
  if (site === undefined && file === undefined) return null;
  if (site === undefined || file === undefined) {
    throw new UsageError("--site and --token-file go together; expected both or neither");
  }
  if (!z.url({ protocol: /^https?$/ }).safeParse(site).success) {
    throw new UsageError(`--site ${site}; expected an address such as https://your.site`);
  }
  return { address: site, token: tokenIn(file) };
}

/** Bytes; a token has 70. */
const tokenFileMaxBytes = 1_000;

/** A device has no end, and a pipe may have no beginning. */
function tokenIn(file: string): string {
  const stats = statSync(file);
  if (stats.isFile() && stats.size <= tokenFileMaxBytes) return readFileSync(file, "utf8").trim();
  throw new UsageError(`--token-file ${file}; expected a file with a token`);
}

async function withAdministration(
  values: SiteValues,
  work: (administration: Administration) => Promise<void>,
): Promise<void> {
  const named = namedSite(values);
  if (named) return work(remoteAdministration(named));
  try {
    await withDatabase((open) => work(administrationOf(open, { holder: "operator", actor: "operator" })));
  } catch (error) {
    const access =
      error instanceof FolderLockedError
        ? readOperatorAccess(resolve(databaseLocation().dataDirectory))
        : null;
    if (!access) throw error;
    await work(remoteAdministration(access));
  }
}

/** @param positional how messages name what was given without an option's name, by the field it is in what is asked */
function checked<Asked>(
  schema: ZodType<Asked>,
  value: unknown,
  positional: Readonly<Record<string, string>> = {},
): Asked {
  const parsed = parseDocument(schema, value);
  if (parsed.ok) return parsed.document;
  const problems = parsed.problems.map(
    ({ path, message }) => `${positional[path] ?? `--${path}`}: ${message}`,
  );
  throw new UsageError(problems.join("\n"));
}

async function createTokenCommand(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      ...siteOptions,
      holder: { type: "string" },
      label: { type: "string", default: "token" },
      scopes: { type: "string", default: "submit" },
      days: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const { holder, label, scopes, days } = values;
  const request = checked(tokenRequestSchema, {
    ...{ holder, label, scopes: scopes.split(",") },
    ...(days === undefined ? {} : { days: Number(days) }),
  });
  await withAdministration(values, async (administration) => {
    const token = await administration.createToken(request);
    print(values.json ? JSON.stringify({ token }) : token);
  });
}

async function listTokensCommand(args: string[]): Promise<void> {
  const options = { ...siteOptions, json: { type: "boolean", default: false } } as const;
  const { values } = parseArgs({ args, options });
  await withAdministration(values, async (administration) => {
    const tokens = await administration.listTokens();
    if (values.json) return void print(JSON.stringify({ tokens }));
    for (const { id, holder, label, scopes, revokedAt, expiresAt } of tokens) {
      const lasts = expiresAt ? `expires ${expiresAt}` : "does not expire";
      const state = revokedAt ? `revoked ${revokedAt}` : lasts;
      print(`${id}  ${holder}  ${label}  ${scopes.join(",")}  ${state}`);
    }
  });
}

/** The one parameter that is no option. */
function onlyOne(positionals: readonly string[], what: string): string {
  const [one, ...rest] = positionals;
  if (one === undefined) throw new UsageError(`${what} is missing`);
  if (rest.length > 0) throw new UsageError(`unexpected "${rest.join(" ")}"`);
  return one;
}

async function revokeTokenCommand(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: siteOptions });
  const id = onlyOne(positionals, "the token's id, which `token list` shows,");
  await withAdministration(values, async (administration) => {
    await administration.revokeToken(id);
    print(`revoked ${id}`);
  });
}

const done: Readonly<Record<DecisionAction, string>> = {
  accept: "accepted",
  withdraw: "withdrew",
  reinstate: "reinstated",
  ban: "banned",
  unban: "lifted the ban of",
  release: "named",
  unrelease: "took back the name of",
};

const decisionCommand =
  (action: DecisionAction) =>
  async (args: string[]): Promise<void> => {
    const ban = action === "ban" ? ({ withdraw: { type: "boolean" } } as const) : {};
    const { values, positionals } = parseArgs({
      ...{ args, allowPositionals: true },
      options: { ...siteOptions, ...ban, reason: { type: "string" } },
    });
    const subject = onlyOne(positionals, action === "ban" || action === "unban" ? "the holder" : "the id");
    const { reason, withdraw } = values as { reason?: string; withdraw?: boolean };
    const asked = { action, subject, reason, ...(withdraw ? { withdraw } : {}) };
    const request = checked(decisionRequestSchema, asked, { subject });
    await withAdministration(values, async (administration) => {
      const { decisions, standing } = await administration.decide(request);
      const also = decisions > 1 ? ` and withdrew ${decisions - 1} of what they sent` : "";
      print(`${done[action]} ${subject}${standing ? `: ${standing}` : ""}${also}`);
    });
  };

/** `release SNAPSHOT NAME`: the name is the decision's reason. */
async function releaseCommand(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: siteOptions });
  const [subject, reason, ...rest] = positionals;
  if (subject === undefined || reason === undefined || rest.length > 0) {
    throw new UsageError("expected a snapshot's id, which /snapshots lists, and a name such as 2026-11");
  }
  const request = checked(decisionRequestSchema, { action: "release", subject, reason }, { subject, reason });
  await withAdministration(values, async (administration) => {
    await administration.decide(request);
    print(`named ${subject}: /s/${reason}`);
  });
}

const site = "[--site URL --token-file FILE]";

export const administrationCommands: readonly Command[] = [
  {
    usage: `token create --holder WHO [--scopes ${tokenScopes.join(",")}] [--label TEXT] [--days N] [--json] ${site}`,
    summary: "print a new token of a person or group; it is shown this once",
    run: createTokenCommand,
  },
  {
    usage: `token list [--json] ${site}`,
    summary: "ids, holders, labels, scopes and expiry of all tokens",
    run: listTokensCommand,
  },
  { usage: `token revoke ID ${site}`, summary: "refuse a token from now on", run: revokeTokenCommand },
  {
    usage: `accept ID --reason TEXT ${site}`,
    summary: "let a result, speed or document that waits count",
    run: decisionCommand("accept"),
  },
  {
    usage: `withdraw ID --reason TEXT ${site}`,
    summary: "take it off boards and pages; the reason is published in its place",
    run: decisionCommand("withdraw"),
  },
  {
    usage: `reinstate ID --reason TEXT ${site}`,
    summary: "have what was withdrawn stand where it stood before",
    run: decisionCommand("reinstate"),
  },
  {
    usage: `ban HOLDER --reason TEXT [--withdraw] ${site}`,
    summary: "refuse all tokens of a holder, and withdraw all that is the holder's",
    run: decisionCommand("ban"),
  },
  {
    usage: `unban HOLDER --reason TEXT ${site}`,
    summary: "take a holder's tokens again",
    run: decisionCommand("unban"),
  },
  {
    usage: `release SNAPSHOT NAME ${site}`,
    summary: "give a snapshot a name that people cite, such as 2026-11; its address is then /s/NAME as well",
    run: releaseCommand,
  },
  {
    usage: `unrelease SNAPSHOT --reason TEXT ${site}`,
    summary: "take the name back, which is free again then",
    run: decisionCommand("unrelease"),
  },
];

/** Errors that say all there is to say. */
export const administrationErrors = [AdministrationError, RemoteError];
