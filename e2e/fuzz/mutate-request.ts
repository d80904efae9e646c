import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { pictureName, pngChunk, testPicture } from "#db/test/documents.ts";
import type { Dice } from "./dice.ts";
import { mutatedJson } from "./mutate-json.ts";
import type { Sent, Target } from "./send.ts";
import { type DocumentKind, documentKinds, validDocument } from "./upload-kinds.ts";

/** Uploads as a stranger with a token might send them: most with a changed document, some with a changed request. */

const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");

const oddTypes = [
  ...[
    "text/plain",
    "",
    "application/json; charset=utf-16",
    "APPLICATION/JSON",
    "multipart/form-data; boundary=x",
  ],
  ...[
    "application/x-www-form-urlencoded",
    "application/json, text/html",
    "image/png",
    "application/vnd.api+json",
  ],
];

function oddTokens({ token }: Target, dice: Dice): string {
  return dice.of([
    ...["", "Bearer", "Bearer ", `bearer ${token}`, `Bearer ${token} x`, `Basic ${btoa(`user:${token}`)}`],
    ...[
      `Bearer ${token.slice(0, -1)}`,
      `Bearer dap_${"0".repeat(10)}_${"A".repeat(46)}`,
      `Bearer ${"x".repeat(8_000)}`,
    ],
    `Bearer ${token.replace(/.$/, (last) => (last === "A" ? "B" : "A"))}`,
  ]);
}

const oddBodies: readonly ((body: Buffer, dice: Dice) => Uint8Array)[] = [
  () => Buffer.alloc(0),
  () => Buffer.from("null"),
  () => Buffer.from("[]"),
  (body) => body.subarray(0, body.length / 2),
  (body) => Buffer.concat([body, body]),
  (body) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body]),
  (body) => Buffer.from(body.toString("utf8"), "utf16le"),
  (body) => gzipSync(body),
  (body, dice) => {
    const changed = Buffer.from(body);
    changed[dice.below(changed.length)] = dice.below(256);
    return changed;
  },
  (_, dice) => Buffer.from(Array.from({ length: dice.below(2_000) }, () => dice.below(256))),
  // Over every limit: 1, 0.1 and 2 MB.
  (body) => Buffer.concat([body, Buffer.alloc(2_100_000, " ")]),
  (body) => Buffer.concat([body, Buffer.alloc(120_000, " ")]),
];

const oddHeaders = (body: Uint8Array, dice: Dice): Record<string, string> =>
  dice.of<Record<string, string>>([
    { "idempotency-key": "0".repeat(64) },
    { "idempotency-key": "" },
    { "idempotency-key": "é\u00ff" },
    { "idempotency-key": "k".repeat(7_000) },
    { "idempotency-key": sha256(body) },
    { "content-encoding": "gzip" },
    { "content-encoding": "br" },
    { expect: "100-continue" },
    { corrects: "0".repeat(64) },
    { corrects: "\u00e9" },
    { "x-forwarded-proto": "nonsense" },
    { "x-http-method-override": "DELETE" },
    { "if-match": "*" },
    { range: "bytes=0-1" },
  ]);

function oddPath(path: string, dice: Dice): string {
  return dice.of([
    ...[
      `${path}/`,
      `${path}?x=%00`,
      `${path}/../results`,
      `${path}/%2e%2e`,
      path.toUpperCase(),
      `${path}%`,
      `${path}?${"a".repeat(5_000)}`,
    ],
    `/api/v1/pictures/${dice.of(["x.png", "%00.png", "..%2f..%2fa.png", `${"0".repeat(64)}.PNG`, `${"0".repeat(64)}.png`])}`,
  ]);
}

const framings = ["chunks", "too short", "too long", "cut off", "no chunks"] as const;

/** A request that was right, with one thing changed about it. */
function changedRequest(target: Target, sent: Sent, dice: Dice): Sent {
  const body = Buffer.from(sent.body);
  return dice.of<() => Sent>([
    () => ({ ...sent, headers: { ...sent.headers, "content-type": dice.of(oddTypes) } }),
    () => ({ ...sent, headers: { ...sent.headers, authorization: oddTokens(target, dice) } }),
    () => ({ ...sent, headers: { ...sent.headers, ...oddHeaders(body, dice) } }),
    () => ({ ...sent, body: dice.of(oddBodies)(body, dice) }),
    () => ({ ...sent, path: oddPath(sent.path, dice) }),
    () => ({ ...sent, method: dice.of(["PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "GET"]) }),
    () => ({ ...sent, framing: dice.of(framings) }),
  ])();
}

const authorised = ({ token }: Target, type: string) => ({
  authorization: `Bearer ${token}`,
  "content-type": type,
});

function documentUpload(target: Target, kind: DocumentKind, dice: Dice): Sent {
  const document = validDocument(kind, dice);
  const json = dice.chance(1 / 4) ? JSON.stringify(document) : mutatedJson(document, dice);
  const headers = authorised(target, "application/json");
  return { method: "POST", path: `/api/v1/${kind}`, headers, body: Buffer.from(json), framing: "whole" };
}

function pictureBytes(dice: Dice): Buffer {
  const side = dice.of([0, 1, 8, 16, 4096, 4097, 5000]);
  const right = testPicture(Math.min(side, 32), dice.below(256));
  return dice.of<() => Buffer>([
    () => right,
    () =>
      testPicture(8, dice.below(256), [
        pngChunk(dice.of(["tEXt", "eXIf", "acTL", "IHDR"]), Buffer.alloc(dice.below(100))),
      ]),
    () => {
      const wide = Buffer.from(right);
      wide.writeUInt32BE(side, 16);
      return wide;
    },
    () => right.subarray(0, dice.below(right.length)),
    () => {
      const odd = Buffer.from(right);
      // A chunk's length, or anything else.
      odd.writeUInt32BE(dice.of([0, 0x7fffffff, 0xffffffff, 13]), dice.below(odd.length - 4));
      return odd;
    },
  ])();
}

function pictureUpload(target: Target, dice: Dice): Sent {
  const body = pictureBytes(dice);
  const path = `/api/v1/pictures/${pictureName(dice.chance(1 / 10) ? Buffer.from("other") : body)}`;
  return { method: "PUT", path, headers: authorised(target, "image/png"), body, framing: "whole" };
}

/** The next upload: one in four to five is as it should be, the others have something wrong with them. */
export function drawUpload(target: Target, dice: Dice): Sent {
  const kind = dice.of([...documentKinds, "results", "pictures"] as const);
  const sent = kind === "pictures" ? pictureUpload(target, dice) : documentUpload(target, kind, dice);
  return dice.chance(1 / 5) ? changedRequest(target, sent, dice) : sent;
}
