import type { Manifest } from "#contract";
import type { Role } from "../standing.ts";

/** What the door compares an upload with; all of it is read at the edge, so that the checks are functions. */

/** Who sends. */
export interface Sender {
  /** A person or a group. */
  readonly holder: string;
  readonly role: Role;
}

/** A result that boards count, of the upload's backbone. */
export interface AcceptedResult {
  readonly id: string;
  readonly task: string;
  readonly setting: string;
  readonly columnKey: string;
  readonly seed: number | null;
  /** null: the backbone has no weights. */
  readonly weightsSha256: string | null;
}

/** What is known of a backbone's id. */
export interface KnownId {
  /** As the repository has it; null: it has no such id. */
  readonly repository: Manifest | null;
  /** In the repository's lock file of weights; null: not seen there. */
  readonly lockedWeights: string | null;
  /** Whose id it is, where the repository has none of it (`idHolder`); null: nobody's. */
  readonly reservedFor: string | null;
  /** In order of arrival. */
  readonly accepted: readonly AcceptedResult[];
}

/** What is known of the upload's images. */
export interface KnownImages {
  /** Fingerprint of the published set as this task sees it; null: none is known. */
  readonly reference: { readonly fingerprint: string; readonly from: "catalogue" | "maintainer" } | null;
  /** Where accepted results say that the images of the upload's fingerprint come from. */
  readonly distributions: readonly string[];
  /** SHA-256 of the resamples of accepted results on the same images, by the same protocol; null: none are there. */
  readonly indicesSha256: string | null;
}

/** A board that an upload opened: the first of its kind. */
export interface OpenedBoard {
  readonly holder: string | null;
  readonly at: Date;
}

export interface BoardsSoFar {
  /** Would the upload be the first of a board? */
  readonly opensOne: boolean;
  readonly opened: readonly OpenedBoard[];
  /** Boards that a submitter may open in a day. */
  readonly mostADay: number;
}

export interface DoorFacts {
  /** By the server's clock. */
  readonly now: Date;
  readonly sender: Sender;
  readonly id: KnownId;
  readonly images: KnownImages;
  readonly boards: BoardsSoFar;
}
