import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { board, listCohorts } from "#db/queries.ts";
import { BoardPage } from "../../_board/board-page.tsx";

export const dynamic = "force-dynamic";

interface Properties {
  readonly params: Promise<{ cohort: string }>;
}

export async function generateMetadata({ params }: Properties): Promise<Metadata> {
  const shown = await board((await params).cohort);
  return shown ? { title: shown.cohort.title } : {};
}

export default async function CohortBoard({ params }: Properties) {
  const { cohort } = await params;
  const [cohorts, shown] = await Promise.all([listCohorts(), board(cohort)]);
  if (!shown) notFound();
  return <BoardPage board={shown} cohorts={cohorts} />;
}
