import { z } from "zod";
import { instantSchema } from "./instant.ts";
import { sha256 } from "./manifest.ts";
import { nameSchema } from "./text.ts";

/**
 * A maintainer's signature of a result: an in-toto statement in a DSSE envelope, Ed25519. The subject is the canonical
 * bundle; the envelope is published beside it, so that anybody can check it with the public key (`evaluator verify`).
 *
 * The predicate says: the signer ran this very measurement with the software that the bundle names, on the data that it
 * names, and these are the numbers that came out. It does not say that the signer made or checked the backbone, its
 * weights or the data set, that nothing was chosen among several runs, or that another machine would give the same digits.
 */
export const statementType = "https://in-toto.io/Statement/v1";
export const attestationPredicate = "urn:dense-probing:measured-by-the-signer:1";
export const attestationPayloadType = "application/vnd.in-toto+json";

export const statementSchema = z.strictObject({
  _type: z.literal(statementType),
  subject: z
    .array(z.strictObject({ name: nameSchema, digest: z.strictObject({ sha256 }) }))
    .length(1, "expected one subject, the bundle"),
  predicateType: z.literal(attestationPredicate),
  predicate: z.strictObject({ signedAt: instantSchema }),
});
export type Statement = z.infer<typeof statementSchema>;

export const envelopeSchema = z.strictObject({
  payloadType: z.literal(attestationPayloadType),
  /** The statement's JSON. */
  payload: z.base64(),
  signatures: z
    .array(
      z.strictObject({
        /** SHA-256 of the public key's SubjectPublicKeyInfo. */
        keyid: sha256,
        sig: z.base64(),
      }),
    )
    .min(1)
    .max(8),
});
export type Envelope = z.infer<typeof envelopeSchema>;

/** The bytes in an envelope. */
export const payloadOf = ({ payload }: Pick<Envelope, "payload">): Uint8Array =>
  Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));

/** What an envelope of the right shape says of which result; null: its payload is no statement about one. */
export function statementOf(
  envelope: Pick<Envelope, "payload">,
): { readonly resultId: string; readonly signedAt: string } | null {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(payloadOf(envelope)));
  } catch {
    return null;
  }
  const { data } = statementSchema.safeParse(value);
  const resultId = data?.subject[0]?.digest.sha256;
  return data && resultId !== undefined ? { resultId, signedAt: data.predicate.signedAt } : null;
}

/** What is signed: DSSE's pre-authentication encoding of a payload, `DSSEv1 <length> <type> <length> <payload>`. */
export function preAuthenticationEncoding(payload: Uint8Array): Uint8Array {
  const { length } = new TextEncoder().encode(attestationPayloadType);
  const head = `DSSEv1 ${length} ${attestationPayloadType} ${payload.byteLength} `;
  const encoded = new TextEncoder().encode(head);
  const whole = new Uint8Array(encoded.byteLength + payload.byteLength);
  whole.set(encoded);
  whole.set(payload, encoded.byteLength);
  return whole;
}
