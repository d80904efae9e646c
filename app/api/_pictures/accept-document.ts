import { artefactIndexMaxBytes, outputSizesMaxBytes } from "#contract";
import type { DocumentKind } from "#db/derive/pictures.ts";
import type { OpenDatabase } from "#db/open/shared-database.ts";
import { type DocumentOutcome, insertResultDocument } from "#db/write/insert-result-document.ts";
import { problem } from "../_http/problem.ts";
import { acceptDocument, invalid, type UploadedDocument, withdrawn } from "../_http/upload-door.ts";
import type { UploadSettings } from "../_http/upload-settings.ts";

interface DocumentFacts extends UploadedDocument {
  /** Section of the backbone's page that shows it. */
  readonly anchor: string;
}

const facts: Readonly<Record<DocumentKind, DocumentFacts>> = {
  artefacts: {
    name: "index of pictures",
    scope: "pictures",
    maxBytes: artefactIndexMaxBytes,
    anchor: "pictures",
  },
  "output-sizes": {
    name: "list of output sizes",
    scope: "pictures",
    maxBytes: outputSizesMaxBytes,
    anchor: "pictures",
  },
};

function answer(kind: DocumentKind, outcome: DocumentOutcome, { origin }: UploadSettings): Response {
  const { name, anchor } = facts[kind];
  switch (outcome.status) {
    case "invalid":
      return invalid(name, outcome.problems);
    case "withdrawn":
      return withdrawn(outcome);
    case "another's":
      return problem(
        403,
        `the result belongs to ${outcome.holder}; only ${outcome.holder} or a maintainer may send it`,
      );
    case "unknown result":
      return problem(409, `no result ${outcome.resultId} here; upload its bundle first`);
    case "missing pictures": {
      const missing = `${outcome.problems.length} of its pictures are not here; nothing was stored`;
      return problem(409, missing, { problems: outcome.problems });
    }
    case "created":
    case "existing": {
      const url = new URL(`/backbones/${outcome.backboneId}#${anchor}`, origin).href;
      const body = { id: outcome.id, url };
      if (outcome.status === "existing") return Response.json(body);
      return Response.json(
        { ...body, standing: outcome.standing },
        { status: 201, headers: { location: `/api/v1/${kind}/${outcome.id}` } },
      );
    }
  }
}

/** Takes one document about a result through the door. */
export function acceptResultDocument(
  open: OpenDatabase,
  kind: DocumentKind,
  request: Request,
  settings: UploadSettings,
): Promise<Response> {
  return acceptDocument(open, request, facts[kind], settings, async (value, receipt) =>
    answer(kind, await insertResultDocument(open, kind, value, receipt), settings),
  );
}
