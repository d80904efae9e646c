import { sharedDatabase } from "#db/open/shared-database.ts";
import { shownPictures } from "#db/read/queries.ts";
import { hasPicture, readPicture } from "#db/store/pictures.ts";
import { ofRows } from "../../../../_server/sent-answers.ts";
import { orAway } from "../../../_http/or-away.ts";
import { problem } from "../../../_http/problem.ts";
import { uploadSettings } from "../../../_http/upload-settings.ts";
import { acceptPicture } from "../../../_pictures/accept-picture.ts";

export const dynamic = "force-dynamic";

interface Context {
  readonly params: Promise<{ file: string }>;
}

/** The name is the content's hash, so what a reader has is right; kept for a day, since an index may be withdrawn. */
const headers = {
  "content-type": "image/png",
  "cache-control": "public, max-age=86400",
  "x-content-type-options": "nosniff",
  "cross-origin-resource-policy": "same-origin",
  ...ofRows,
};

const missing = (file: string) =>
  problem(404, `no picture "${file}"; expected the <SHA-256>.png of one that an index names`);

export async function GET(_: Request, { params }: Context): Promise<Response> {
  const { file } = await params;
  return orAway(async () => {
    const bytes = (await shownPictures()).has(file) ? await readPicture(sharedDatabase().files, file) : null;
    return bytes ? new Response(bytes, { headers }) : missing(file);
  });
}

/** Asked before each upload of a picture; one that no index names yet is sent again, which costs its sender little. */
export async function HEAD(_: Request, { params }: Context): Promise<Response> {
  const { file } = await params;
  return orAway(async () => {
    const shown = (await shownPictures()).has(file) && (await hasPicture(sharedDatabase().files, file));
    if (shown) return new Response(null, { headers });
    return new Response(null, { status: 404, headers: { "cache-control": "no-store" } });
  });
}

/** Takes one PNG named by its SHA-256. */
export async function PUT(request: Request, { params }: Context): Promise<Response> {
  const { file } = await params;
  return acceptPicture(sharedDatabase(), request, file, uploadSettings(request));
}
