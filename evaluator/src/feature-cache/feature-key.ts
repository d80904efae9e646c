import { createHash } from "node:crypto";

/** Everything that decides the bits of an image's features. */
export interface FeatureIdentity {
  readonly weightsSha256: string | null;
  readonly graphSha256: string;
  readonly preprocessingSha256: string;
  /** Engines, and versions and backends of one, sum in different orders. */
  readonly engine: {
    readonly name: string;
    readonly version: string;
    readonly backend: string;
    readonly precision: string;
  };
  /** Images of one forward pass, padded ones included: it decides how products are summed. */
  readonly batchSize: number;
  /** Of the image's pixels or of its file. */
  readonly imageSha256: string;
}

/** 64 hexadecimal digits. */
export function featureKey(identity: FeatureIdentity): string {
  const { weightsSha256, graphSha256, preprocessingSha256, engine, batchSize, imageSha256 } = identity;
  const parts = [
    ...["features/3", weightsSha256 ?? "none", graphSha256, preprocessingSha256],
    ...[engine.name, engine.version, engine.backend, engine.precision, `${batchSize}`, imageSha256],
  ];
  return createHash("sha256").update(parts.join("\n")).digest("hex");
}
