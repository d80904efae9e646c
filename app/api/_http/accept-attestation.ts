import type { OpenDatabase } from "#db/open/shared-database.ts";
import { insertAttestation } from "#db/write/insert-attestation.ts";
import { problem } from "./problem.ts";
import { acceptDocument, invalid } from "./upload-door.ts";
import type { UploadSettings } from "./upload-settings.ts";

const signature = { name: "signature", scope: "submit", maxBytes: 20_000 } as const;

/** Takes one maintainer's signature of a result: 201 `{ id, url }` with the result's id, 200 for one that is known. */
export function acceptAttestation(
  open: OpenDatabase,
  request: Request,
  settings: UploadSettings,
): Promise<Response> {
  const { origin } = settings;
  return acceptDocument(open, request, signature, settings, async (value, receipt) => {
    const outcome = await insertAttestation(open, value, receipt);
    if (outcome.status === "invalid") return invalid(signature.name, outcome.problems);
    if (outcome.status === "unknown result") {
      return problem(409, `no result ${outcome.id} here; upload its bundle first`);
    }
    const { id, backboneId, signedBy, status } = outcome;
    const url = new URL(`/backbones/${backboneId}#result-${id}`, origin).href;
    return Response.json({ id, url, signedBy }, { status: status === "created" ? 201 : 200 });
  });
}
