import { eq, ne } from "drizzle-orm";
import {
  artefactIndexMaxBytes,
  artefactsSchemaVersion,
  bundleMaxBytes,
  bundleSchemaVersion,
  outputSizesMaxBytes,
  outputSizesSchemaVersion,
  parseBundle,
  parseDocument,
  type ResultBundle,
  type SpeedMeasurement,
  speedMaxBytes,
  speedMeasurementSchema,
  speedSchemaVersion,
} from "#contract";
import type { DocumentKind, ResultDocuments } from "../derive/pictures.ts";
import type { Role } from "../derive/standing.ts";
import { resultDocuments, results, speedMeasurements } from "../schema.ts";
import { shelves } from "../store/bundles.ts";
import type { KeptKind, ReceivedRow } from "./enter-kept.ts";
import { storeBundle } from "./insert-result.ts";
import { documentSchemas, storeDocument } from "./insert-result-document.ts";
import { storeSpeed } from "./insert-speed.ts";

/** Every kind of kept document, and how it becomes rows again. */

interface ReceivedColumns {
  readonly id: string;
  readonly sequence: number;
  readonly receivedAt: Date;
  readonly uploadedBy: string | null;
  readonly holder: string | null;
  readonly role: Role;
}

/** What a row's receipt says. */
function received({ id, sequence, receivedAt, uploadedBy, holder, role }: ReceivedColumns): ReceivedRow {
  const by = { uploadedBy: uploadedBy ?? "", holder, role };
  return { id, receipt: { receivedAt: receivedAt.toISOString(), ...by, sequence } };
}

export const keptResults: KeptKind<ResultBundle> = {
  shelf: shelves.bundle,
  table: results,
  maxBytes: bundleMaxBytes,
  schemaVersion: bundleSchemaVersion,
  parse: parseBundle,
  async rows(tx) {
    const { id, sequence, receivedAt, uploadedBy, holder, role } = results;
    const columns = { id, sequence, receivedAt, uploadedBy, holder, role };
    return (await tx.select(columns).from(results).where(ne(results.source, "paper"))).map(received);
  },
  belongs: async () => true,
  enter: (tx, bundle, { id, receipt }) => storeBundle(tx, bundle, id, receipt),
};

export const keptSpeeds: KeptKind<SpeedMeasurement> = {
  shelf: shelves.speed,
  table: speedMeasurements,
  maxBytes: speedMaxBytes,
  schemaVersion: speedSchemaVersion,
  parse: (value) => parseDocument(speedMeasurementSchema, value, "measurement"),
  async rows(tx) {
    const { id, sequence, receivedAt, uploadedBy, holder, role } = speedMeasurements;
    const columns = { id, sequence, receivedAt, uploadedBy, holder, role };
    return (await tx.select(columns).from(speedMeasurements)).map(received);
  },
  belongs: async () => true,
  enter: (tx, speed, { id, receipt }) => storeSpeed(tx, speed, id, receipt),
};

const documentLimits: Readonly<Record<DocumentKind, Pick<KeptKind<unknown>, "maxBytes" | "schemaVersion">>> =
  {
    artefacts: { maxBytes: artefactIndexMaxBytes, schemaVersion: artefactsSchemaVersion },
    "output-sizes": { maxBytes: outputSizesMaxBytes, schemaVersion: outputSizesSchemaVersion },
  };

/** Documents of forgotten results stay files. */
export const keptDocuments = (kind: DocumentKind): KeptKind<ResultDocuments[DocumentKind]> => ({
  shelf: shelves[kind],
  table: resultDocuments,
  ...documentLimits[kind],
  parse: (value) => parseDocument<ResultDocuments[DocumentKind]>(documentSchemas[kind], value),
  async rows(tx) {
    const { id, sequence, receivedAt, uploadedBy, holder, role } = resultDocuments;
    const columns = { id, sequence, receivedAt, uploadedBy, holder, role };
    const ofKind = eq(resultDocuments.kind, kind);
    return (await tx.select(columns).from(resultDocuments).where(ofKind)).map(received);
  },
  belongs: async (tx, document) => (await tx.$count(results, eq(results.id, document.result))) > 0,
  enter: (tx, document, { id, receipt }) => storeDocument(tx, kind, id, document, receipt),
});
