import type { Manifest, ReadoutId } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";

/** The readout that a backbone is timed with: the protocol's, or the only one that it takes. */
export function ownReadout({ family }: Pick<Manifest, "family">): ReadoutId {
  return family === "featup" ? "linear-featup" : "base";
}

/**
 * Why a readout cannot be measured on a backbone; null where it can. `linear-featup` and the FeatUp family belong together
 * (Fig. 6): a linear layer on features that nothing enlarged is no FeatUp, and 320 x 320 features are too many to attend to.
 */
export function mismatchOf(
  { id, family }: Pick<Manifest, "id" | "family">,
  readout: ReadoutId,
): string | null {
  const enlarged = family === "featup";
  if ((readout === "linear-featup") === enlarged) return null;
  return enlarged
    ? `readout ${readout} on backbone ${id}: features of family featup take readout linear-featup alone`
    : `readout linear-featup on backbone ${id} of family ${family}: expected a backbone of family featup, such as dinov2-s-featup`;
}

/** @throws InputError where the readout cannot be measured on the backbone. */
export function requireMatch(manifest: Pick<Manifest, "id" | "family">, readout: ReadoutId): void {
  const mismatch = mismatchOf(manifest, readout);
  if (mismatch !== null) throw new InputError(mismatch);
}
