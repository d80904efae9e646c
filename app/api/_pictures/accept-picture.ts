import { createHash } from "node:crypto";
import { pictureMaxBytes } from "#contract";
import type { OpenDatabase } from "#db/open/shared-database.ts";
import { hasPicture, keepPicture, pngProblem } from "#db/store/pictures.ts";
import { audited } from "../_http/audited.ts";
import { problem } from "../_http/problem.ts";
import { readBytes } from "../_http/read-body.ts";
import { bodyCutOff, wrongType } from "../_http/read-json.ts";
import { admitUpload } from "../_http/upload-door.ts";
import type { UploadLimits } from "../_http/upload-settings.ts";
import { withinQuota } from "../_http/within-quota.ts";

/** An index names dozens of pictures, so many more of them than of documents may come in a minute. */
const picturesPerUpload = 50;

/** Takes one PNG named by its SHA-256: 201, or 200 where it is here already. */
export function acceptPicture(
  open: OpenDatabase,
  request: Request,
  file: string,
  limits: UploadLimits,
): Promise<Response> {
  return audited(open, request, () => takePicture(open, request, file, limits));
}

async function takePicture(
  open: OpenDatabase,
  request: Request,
  file: string,
  { uploadsPerMinute, quota }: UploadLimits,
): Promise<Response> {
  const limit = {
    scope: "pictures" as const,
    counted: "pictures of token",
    perMinute: picturesPerUpload * uploadsPerMinute,
  };
  const receipt = await admitUpload(open, request, limit);
  if (receipt instanceof Response) return receipt;
  const [, expected] = /^([0-9a-f]{64})\.png$/.exec(file) ?? [];
  if (expected === undefined) return problem(400, `picture "${file}"; expected <SHA-256>.png`);
  const refused = wrongType(request, "image/png");
  if (refused) return refused;
  if (await hasPicture(open.files, file)) return Response.json({ file });
  const hash = createHash("sha256");
  const body = await readBytes(request, pictureMaxBytes, (chunk) => hash.update(chunk));
  if (body.status === "too large") return problem(413, `the picture is over ${pictureMaxBytes} bytes`);
  if (body.status === "cut off") return bodyCutOff();
  const found = hash.digest("hex");
  if (found !== expected) return problem(400, `the picture's SHA-256 is ${found}; expected ${expected}`);
  const wrong = pngProblem(body.bytes);
  if (wrong) return problem(400, `picture ${file}: ${wrong}`);
  const sent = { by: receipt.uploadedBy, bytes: body.bytes.byteLength };
  return withinQuota(open.db, sent, quota, async () => {
    await keepPicture(open.files, file, body.bytes);
    return Response.json({ file }, { status: 201, headers: { location: `/api/v1/pictures/${file}` } });
  });
}
