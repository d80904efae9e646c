import { bestOf, board, listCohorts } from "#db/read/queries.ts";
import { askedBackbones, comparable, comparePath, idsOfNames } from "../_compare/view.ts";

export const dynamic = "force-dynamic";

/**
 * Leads to the page of a choice, `?with=a,b&cohort=ID` or as a form without scripts sends it, `?with=a&with=b`: a page
 * has its choice in its path, so that it can be kept. An address that chooses nothing of the board leads to its two best; one that
 * chooses a single backbone compares it with the best other.
 */
export async function GET(request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const cohort = searchParams.get("cohort") ?? (await listCohorts())[0]?.id ?? "";
  const asked = searchParams.getAll("with");
  const found = await board(cohort);
  // Of a board that is not there the page says so.
  const backbones = found?.rows.map(({ backbone }) => backbone) ?? [];
  const known = askedBackbones(
    idsOfNames(asked, backbones),
    backbones.map(({ id }) => id),
  );
  const chosen = found ? comparable(known, await bestOf(cohort, 2)) : known;
  const headers = { location: comparePath(chosen.length > 0 ? chosen : ["none"], cohort || "none") };
  return new Response(null, { status: 307, headers: { ...headers, "cache-control": "no-cache" } });
}
