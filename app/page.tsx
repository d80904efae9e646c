import { notFound } from "next/navigation";
import { board, listCohorts } from "#db/queries.ts";
import { BoardPage } from "./_board/board-page.tsx";

export const dynamic = "force-dynamic";

/** The first cohort's board. */
export default async function Home() {
  const cohorts = await listCohorts();
  const shown = cohorts[0] && (await board(cohorts[0].id));
  if (!shown) notFound();
  return <BoardPage board={shown} cohorts={cohorts} />;
}
