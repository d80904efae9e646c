import { bundleMaxBytes } from "#contract";
import { type InsertOutcome, insertResult } from "#db/insert-result.ts";
import type { OpenDatabase } from "#db/shared-database.ts";
import { problem } from "../../_http/problem.ts";
import { acceptDocument, invalid } from "../../_http/upload-door.ts";

export interface UploadSettings {
  readonly uploadsPerMinute: number;
  /** Of the site, for the answer's link. */
  readonly origin: string;
  /** Called after something was added. */
  readonly onCreated: () => void;
}

function answer(outcome: InsertOutcome, { origin, onCreated }: UploadSettings): Response {
  switch (outcome.status) {
    case "invalid":
      return invalid("bundle", outcome.problems);
    case "conflict":
      return problem(409, "this backbone id belongs to a different backbone; nothing was stored", outcome);
    case "created":
    case "existing": {
      const url = new URL(`/backbones/${outcome.backboneId}#result-${outcome.id}`, origin).href;
      const location = `/api/v1/results/${outcome.id}`;
      if (outcome.status === "existing") return Response.json({ id: outcome.id, url });
      onCreated();
      const body = { id: outcome.id, url, supersedes: outcome.supersedes };
      return Response.json(body, { status: 201, headers: { location } });
    }
  }
}

/** Takes one result bundle through the door. */
export function acceptUpload(
  open: OpenDatabase,
  request: Request,
  settings: UploadSettings,
): Promise<Response> {
  const bundle = { name: "bundle", maxBytes: bundleMaxBytes };
  return acceptDocument(open, request, bundle, settings.uploadsPerMinute, async (value, receipt) =>
    answer(await insertResult(open, value, receipt), settings),
  );
}
