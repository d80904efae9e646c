import { z } from "zod";
import { sha256, slug } from "./manifest.ts";

export const revocationReasons = ["retired", "compromised"] as const;

/** When signatures of a maintainer's key count: what lies beside the public key as `<name>.json`. */
export const keyValiditySchema = z
  .strictObject({
    /** Person or group, as tokens name them. */
    holder: slug,
    validFrom: z.iso.datetime(),
    /** null: it does not expire by itself. */
    expiresAt: z.iso.datetime().nullable(),
    revoked: z
      .strictObject({
        at: z.iso.datetime(),
        /** "retired": what was signed before stays; "compromised": somebody else may have the key, and nothing of it stays. */
        reason: z.enum(revocationReasons),
      })
      .nullable(),
  })
  .refine(({ validFrom, expiresAt }) => expiresAt === null || Date.parse(validFrom) < Date.parse(expiresAt), {
    path: ["expiresAt"],
    message: "is not after validFrom",
  });
export type KeyValidity = z.infer<typeof keyValiditySchema>;

/** A maintainer's public key as a site publishes it. */
export const publishedKeySchema = z.strictObject({
  /** Of its file; what signatures are listed under. */
  name: slug,
  /** SHA-256 of the key's SubjectPublicKeyInfo; names it in envelopes. */
  keyid: sha256,
  /** SubjectPublicKeyInfo, PEM. */
  publicKey: z.string().max(1000),
  ...keyValiditySchema.shape,
});
export type PublishedKey = z.infer<typeof publishedKeySchema>;

/**
 * Why a signature by a key does not count; null: it does. Its own date is the signer's to choose, so the time at which a
 * server first saw it has to lie within the key's time as well.
 *
 * @param receivedAt null: not known, as for an envelope in a file
 */
export function signatureLapse(
  { validFrom, expiresAt, revoked }: KeyValidity,
  { signedAt, receivedAt }: { readonly signedAt: string; readonly receivedAt: string | null },
): string | null {
  if (revoked?.reason === "compromised") return `the key was revoked as compromised at ${revoked.at}`;
  const dates = { signed: signedAt, ...(receivedAt === null ? {} : { received: receivedAt }) };
  for (const [what, date] of Object.entries(dates)) {
    const at = Date.parse(date);
    if (at < Date.parse(validFrom)) return `${what} at ${date}, before the key was valid (${validFrom})`;
    if (expiresAt !== null && at >= Date.parse(expiresAt)) {
      return `${what} at ${date}, when the key had expired (${expiresAt})`;
    }
    if (revoked && at >= Date.parse(revoked.at)) {
      return `${what} at ${date}, when the key had been retired (${revoked.at})`;
    }
  }
  return null;
}
