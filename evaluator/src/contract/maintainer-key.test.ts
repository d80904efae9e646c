import { describe, expect, test } from "vitest";
import { type KeyValidity, keyValiditySchema, signatureLapse } from "./maintainer-key.ts";

const key: KeyValidity = {
  ...{ holder: "ada-lovelace", validFrom: "2026-01-01T00:00:00Z", expiresAt: "2027-01-01T00:00:00Z" },
  revoked: null,
};
const june = "2026-06-01T00:00:00Z";
const lapse = (change: Partial<KeyValidity>, signedAt: string, receivedAt: string | null = signedAt) =>
  signatureLapse({ ...key, ...change }, { signedAt, receivedAt });

describe("a signature", () => {
  test("within the key's time counts, also after the key expired or was retired", () => {
    expect(lapse({}, june)).toBeNull();
    expect(lapse({}, june, null)).toBeNull();
    expect(lapse({ revoked: { at: "2026-07-01T00:00:00Z", reason: "retired" } }, june)).toBeNull();
    expect(lapse({ expiresAt: null }, "2999-01-01T00:00:00Z")).toBeNull();
  });

  test.each([
    ["2025-12-31T23:59:59Z", june, /signed at .* before the key was valid/],
    ["2027-01-01T00:00:00Z", "2027-01-01T00:00:00Z", /signed at .* had expired/],
    [june, "2027-01-01T00:00:00Z", /received at .* had expired/],
    [june, "2025-12-31T00:00:00Z", /received at .* before the key was valid/],
  ])("signed %s and received %s does not", (signedAt, receivedAt, why) =>
    expect(lapse({}, signedAt, receivedAt)).toMatch(why),
  );

  test("dated back to before the key was retired does not", () => {
    const revoked = { at: "2026-07-01T00:00:00Z", reason: "retired" } as const;
    expect(lapse({ revoked }, june, "2026-07-02T00:00:00Z")).toMatch(/received at .* had been retired/);
  });

  test("of a compromised key never counts, whatever its dates", () => {
    const revoked = { at: "2026-07-01T00:00:00Z", reason: "compromised" } as const;
    expect(lapse({ revoked }, june)).toMatch(/revoked as compromised/);
    expect(lapse({ revoked }, june, null)).toMatch(/revoked as compromised/);
  });
});

test("a key's time ends after it begins", () => {
  expect(keyValiditySchema.safeParse(key).success).toBe(true);
  expect(keyValiditySchema.safeParse({ ...key, expiresAt: key.validFrom }).success).toBe(false);
  expect(keyValiditySchema.safeParse({ ...key, revoked: { at: june, reason: "lost" } }).success).toBe(false);
  expect(keyValiditySchema.safeParse({ holder: "ada" }).success).toBe(false);
});
