import { sharedDatabase } from "#db/open/shared-database.ts";
import { acceptAttestation } from "../../_http/accept-attestation.ts";
import { uploadSettings } from "../../_http/upload-settings.ts";

export const dynamic = "force-dynamic";

/** Takes one maintainer's signature of a result, in a DSSE envelope. */
export function POST(request: Request): Promise<Response> {
  return acceptAttestation(sharedDatabase(), request, uploadSettings(request));
}
