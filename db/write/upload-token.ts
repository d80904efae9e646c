import { createHash, randomInt, timingSafeEqual } from "node:crypto";
import { crc32 } from "node:zlib";

/** `dap_<id>_<secret><crc>`: found by id, proved by secret, mistyping noticed by crc without a look-up. */
const pattern = /^dap_([0-9a-z]{10})_([0-9A-Za-z]{40})([0-9A-Za-z]{6})$/;
const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const idDigits = "0123456789abcdefghijklmnopqrstuvwxyz";

export interface TokenParts {
  readonly id: string;
  readonly secret: string;
}

function checksum(text: string): string {
  let rest = crc32(text);
  let written = "";
  for (let place = 0; place < 6; place++) {
    written = `${digits[rest % digits.length]}${written}`;
    rest = Math.floor(rest / digits.length);
  }
  return written;
}

const draw = (alphabet: string, length: number) =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");

export function drawToken(): TokenParts {
  return { id: draw(idDigits, 10), secret: draw(digits, 40) };
}

export function formatToken({ id, secret }: TokenParts): string {
  const body = `dap_${id}_${secret}`;
  return `${body}${checksum(body)}`;
}

/** null: not a token, or mistyped. */
export function parseToken(text: string): TokenParts | null {
  const [, id, secret, crc] = pattern.exec(text) ?? [];
  if (id === undefined || secret === undefined || crc === undefined) return null;
  return checksum(`dap_${id}_${secret}`) === crc ? { id, secret } : null;
}

export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** Takes the same time whatever differs. */
export function secretMatches(secret: string, storedSha256: string): boolean {
  return timingSafeEqual(Buffer.from(hashSecret(secret), "hex"), Buffer.from(storedSha256, "hex"));
}
