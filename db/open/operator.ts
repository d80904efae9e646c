import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/**
 * How the operator's commands reach a running server, which alone has the embedded database: a file in the data folder that
 * only its owner can read says where the server is and holds a secret of this run. Who can read it can read the database.
 */
const accessSchema = z.strictObject({ address: z.url(), token: z.string() });
export type OperatorAccess = z.infer<typeof accessSchema>;

const fileIn = (folder: string) => join(folder, "operator.json");

/** The server's own modules and the bundled routes are two copies of this file in one process. */
const shared = globalThis as typeof globalThis & { operatorTokenSha256?: Buffer | undefined };

const hash = (text: string) => createHash("sha256").update(text).digest();

/** Lets the operator in from now on; `close` takes the file away again. */
export function openOperatorAccess(folder: string, address: string): { close(): void } {
  const token = `dop_${randomBytes(32).toString("base64url")}`;
  shared.operatorTokenSha256 = hash(token);
  rmSync(fileIn(folder), { force: true });
  // The command runs on this machine: where the server listens on all addresses, on its own one too.
  const here = address.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:");
  const access: OperatorAccess = { address: here, token };
  writeFileSync(fileIn(folder), JSON.stringify(access), { mode: 0o600 });
  return {
    close() {
      shared.operatorTokenSha256 = undefined;
      rmSync(fileIn(folder), { force: true });
    },
  };
}

/** null: no server has left any. */
export function readOperatorAccess(folder: string): OperatorAccess | null {
  try {
    return accessSchema.parse(JSON.parse(readFileSync(fileIn(folder), "utf8")));
  } catch {
    return null;
  }
}

/** Does an `Authorization` header hold this run's secret? */
export function isOperator(header: string | null): boolean {
  const [, token] = /^Bearer +(dop_\S+)$/i.exec(header?.trim() ?? "") ?? [];
  const expected = shared.operatorTokenSha256;
  return token !== undefined && expected !== undefined && timingSafeEqual(hash(token), expected);
}
