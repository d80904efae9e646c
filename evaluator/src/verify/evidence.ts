import type { PublishedKey } from "../contract/index.ts";

/** A signature and what is known of when it was first seen. */
export interface GivenSignature {
  readonly envelope: unknown;
  /** As the site says that has it; null: it came as a file. */
  readonly receivedAt: string | null;
}

/** What there is to check, as it came. */
export interface Evidence {
  /** Path or address. */
  readonly source: string;
  /** The bundle's JSON. */
  readonly text: string;
  /** The id under which it was asked for; null: a file has none. */
  readonly askedFor: string | null;
  readonly signatures: readonly GivenSignature[];
  /** Keys of the same site; null: there is no site, or own ones were given. */
  readonly siteKeys: readonly PublishedKey[] | null;
}
