import type { DocumentKind } from "#db/derive/pictures.ts";
import { documentText, listDocuments } from "#db/read/queries.ts";
import { keptData } from "../_http/kept-answers.ts";
import { storedAnswer } from "../_http/stored-answer.ts";

/** Documents of a kind under the answer's one key, newest first; `?backbone=ID` for those about that backbone. */
export function documentList(kind: DocumentKind, key: string, request: Request): Promise<Response> {
  const backboneId = new URL(request.url).searchParams.get("backbone");
  return keptData(request, async () => ({ [key]: await listDocuments(kind, backboneId) }));
}

/** One document as it was accepted; its SHA-256 is the id. */
export function documentAnswer(kind: DocumentKind, id: string, request: Request): Promise<Response> {
  const missing = `no document "${id}"; /api/v1/${kind} lists them`;
  return storedAnswer(request, id, () => documentText(kind, id), missing);
}
