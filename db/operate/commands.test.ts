import { expect, test } from "vitest";
import { administrationCommands } from "./commands.ts";

/** By the first words of its usage. */
const command = (name: string) => administrationCommands.find(({ usage }) => usage.startsWith(name));

test.each([
  ["release", ["nosuch", "2026-11"], "nosuch: expected the 16 hexadecimal digits of a snapshot"],
  ["release", ["0123456789abcdef", "Bad Name"], "Bad Name: expected a name such as 2026-11"],
  ["accept", ["nosuch", "--reason", "why"], "nosuch: expected the id of what was uploaded"],
  ["token create", ["--holder", "ada", "--days", "0"], "--days: "],
  [
    "token list",
    ["--site", "http://127.0.0.1:1", "--token-file", "/dev/zero"],
    "expected a file with a token",
  ],
])("%s names what it was given that is wrong: %j", async (name, given, message) => {
  await expect(command(name)?.run(given)).rejects.toThrow(message);
});
