import type { DocumentKind } from "#db/derive/pictures.ts";
import { documentText, listDocuments } from "#db/read/queries.ts";
import { keptData } from "../_http/kept-answers.ts";
import { nothingThere, openData } from "../_http/open-data.ts";
import { orAway } from "../_http/or-away.ts";
import { withdrawnAnswer } from "../_http/withdrawn.ts";

/** Documents of a kind under the answer's one key, newest first; `?backbone=ID` for those about that backbone. */
export function documentList(kind: DocumentKind, key: string, request: Request): Promise<Response> {
  const backboneId = new URL(request.url).searchParams.get("backbone");
  return keptData(request, async () => ({ [key]: await listDocuments(kind, backboneId) }));
}

/** One document as it was accepted; its SHA-256 is the id. */
export function documentAnswer(kind: DocumentKind, id: string, request: Request): Promise<Response> {
  return orAway(async () => {
    const gone = await withdrawnAnswer(id);
    if (gone) return gone;
    const document = await documentText(kind, id);
    if (document === null) return nothingThere(`no document "${id}"; /api/v1/${kind} lists them`);
    return openData(request, document);
  });
}
