import { maintainersFolder } from "../open/client.ts";
import { type MaintainerKeys, publishedKeys, readMaintainerKeys } from "../store/maintainer-keys.ts";
import { type Command, print } from "./command.ts";
import { noParameters } from "./with-database.ts";

/** Reads the folder alone, so it may be asked while the site serves. */
async function keys(parameters: readonly string[]): Promise<void> {
  noParameters(parameters);
  let found: MaintainerKeys;
  try {
    found = readMaintainerKeys(maintainersFolder());
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
    return;
  }
  for (const { name, holder, keyid, validFrom, expiresAt, revoked } of publishedKeys(found)) {
    const end = revoked
      ? `${revoked.reason} ${revoked.at}`
      : expiresAt === null
        ? "does not expire"
        : `expires ${expiresAt}`;
    print(`${name}  ${holder}  ${keyid.slice(0, 16)}  valid from ${validFrom}  ${end}`);
  }
}

export const keysCommand: Command = {
  usage: "keys",
  summary: "maintainers' keys and when they are valid; says what is wrong in their folder",
  run: keys,
};
