import { bundleMaxBytes, speedMaxBytes } from "#contract";
import type { OpenDatabase } from "#db/open/shared-database.ts";
import type { Receipt } from "#db/store/bundles.ts";
import type { InsertOutcome } from "#db/write/insert-document.ts";
import { insertResult } from "#db/write/insert-result.ts";
import { insertSpeed } from "#db/write/insert-speed.ts";
import { problem } from "./problem.ts";
import { acceptDocument, invalid, type UploadedDocument, withdrawn } from "./upload-door.ts";
import type { UploadSettings } from "./upload-settings.ts";

/** What comes in at one door: a measurement of a backbone. */
interface UploadKind extends UploadedDocument {
  /** The door's address; a stored document is read below it. */
  readonly path: string;
  /** Before the id, in the address of the document's place on its backbone's page. */
  readonly anchor: string;
  readonly insert: (
    open: OpenDatabase,
    value: unknown,
    receipt: Receipt,
    corrects: string | null,
  ) => Promise<InsertOutcome>;
}

export const bundleUpload: UploadKind = {
  name: "bundle",
  scope: "submit",
  maxBytes: bundleMaxBytes,
  path: "/api/v1/results",
  anchor: "result",
  insert: insertResult,
};

export const speedUpload: UploadKind = {
  name: "speed measurement",
  scope: "speed",
  maxBytes: speedMaxBytes,
  path: "/api/v1/speed",
  anchor: "speed",
  insert: insertSpeed,
};

function answer(outcome: InsertOutcome, kind: UploadKind, { origin }: UploadSettings): Response {
  switch (outcome.status) {
    case "invalid":
      return invalid(kind.name, outcome.problems);
    case "withdrawn":
      return withdrawn(outcome);
    case "another's":
      return problem(
        403,
        `this cell belongs to ${outcome.holder}, who measured it first; only ${outcome.holder} or a maintainer may send it`,
      );
    case "nothing to correct":
      return problem(409, `Corrects: no ${kind.name} ${outcome.id} of the same cell and seed is here`);
    case "conflict":
      return problem(409, "this backbone id belongs to a different backbone; nothing was stored", outcome);
    case "created":
    case "existing": {
      const url = new URL(`/backbones/${outcome.backboneId}#${kind.anchor}-${outcome.id}`, origin).href;
      const location = `${kind.path}/${outcome.id}`;
      if (outcome.status === "existing") return Response.json({ id: outcome.id, url });
      const { id, supersedes, standing } = outcome;
      const body = { id, url, supersedes, standing };
      return Response.json(body, { status: 201, headers: { location } });
    }
  }
}

/** Takes one measurement through its door. */
export function acceptUpload(
  kind: UploadKind,
  open: OpenDatabase,
  request: Request,
  settings: UploadSettings,
): Promise<Response> {
  return acceptDocument(open, request, kind, settings, async (value, receipt) =>
    answer(await kind.insert(open, value, receipt, request.headers.get("corrects")), kind, settings),
  );
}
