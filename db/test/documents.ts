import { createHash } from "node:crypto";
import { crc32, deflateSync } from "node:zlib";
import {
  type ArtefactIndex,
  artefactsSchemaVersion,
  type OutputSizes,
  outputSizesSchemaVersion,
  type ResultBundle,
} from "#contract";
import { documentId } from "../write/insert-document.ts";

/** Valid documents about a result for tests, every part of which a test may replace. */

/** A PNG's chunk with its length and checksum. */
export function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  crc.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, crc]);
}

/** A grey PNG of one shade, `side` pixels wide and high; `further` chunks come before the pixels. */
export function testPicture(side: number, shade = 0, further: readonly Buffer[] = []): Buffer<ArrayBuffer> {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head[8] = 8;
  const row = Buffer.concat([Buffer.alloc(1), Buffer.alloc(side, shade)]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk("IHDR", head),
    ...further,
    pngChunk("IDAT", deflateSync(Buffer.concat(Array.from({ length: side }, () => row)))),
    pngChunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Under which a picture is kept. */
export const pictureName = (bytes: Uint8Array) => `${createHash("sha256").update(bytes).digest("hex")}.png`;

/** An index of one image, all of whose pictures are this one. */
export function testArtefacts(
  of: ResultBundle,
  picture: ArtefactIndex["images"][number]["features"],
  own: Partial<ArtefactIndex> = {},
): ArtefactIndex {
  const { id, distribution, fingerprint } = of.dataset;
  return {
    schemaVersion: artefactsSchemaVersion,
    result: documentId(of),
    ...{ backbone: of.manifest.id, task: of.task, seed: of.seed },
    dataset: { id, distribution, fingerprint },
    alignment: "centre",
    colours: { kind: "palette" },
    featureVariance: [0.5, 0.2, 0.1],
    images: [
      {
        ...{ id: "a", shown: picture, truth: picture, features: picture },
        predictions: [{ queryGrid: [1, 1], picture }],
      },
    ],
    sigmas: [[0.1, 0.2]],
    ...own,
  };
}

/** Scores of a result at two output sizes, of which the second is the trained one; at that `value`, else the result's own. */
export function testOutputSizes(of: ResultBundle, value?: number): OutputSizes {
  const scores = Object.entries(of.metrics).map(([id, own]) => [id, value ?? own.value] as const);
  const at = (share: number): OutputSizes["sizes"][number]["metrics"] =>
    Object.fromEntries(scores.map(([id, score]) => [id, share * score]));
  return {
    schemaVersion: outputSizesSchemaVersion,
    measuredAt: "2026-11-20T10:00:00Z",
    ...{ result: documentId(of), backbone: of.manifest.id, task: "voc2012", testImages: 20 },
    ...{ trainedGrid: [28, 28], alignment: "centre" },
    sizes: [
      { queryGrid: [14, 14], outputSize: [112, 112], metrics: at(0.8) },
      { queryGrid: [28, 28], outputSize: [224, 224], metrics: at(1) },
    ],
    engine: of.engines.readout,
    environment: of.environment,
  };
}
