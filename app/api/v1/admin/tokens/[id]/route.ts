import { answered, asMaintainer } from "../../../../_admin/maintainer-door.ts";

export const dynamic = "force-dynamic";

/** Revokes a token from the next request on: `{ revoked }`. */
export function DELETE(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return asMaintainer(request, async (administration) => {
    const { id } = await params;
    await administration.revokeToken(id);
    return answered({ revoked: id });
  });
}
