import { sharedDatabase } from "#db/open/shared-database.ts";
import { dropToken } from "../../../../_admin/tokens.ts";

export const dynamic = "force-dynamic";

/** Revokes a token. */
export async function DELETE(
  request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  return dropToken(sharedDatabase(), request, (await params).id);
}
