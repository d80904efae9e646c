import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { board, listCohorts } from "#db/queries.ts";
import { CorrelationsPage } from "../../_correlations/correlations-page.tsx";

export const dynamic = "force-dynamic";
export const metadata: Metadata = { title: "Correlations" };

export default async function CohortCorrelations({ params }: { params: Promise<{ cohort: string }> }) {
  const { cohort } = await params;
  const [cohorts, shown] = await Promise.all([listCohorts(), board(cohort)]);
  if (!shown) notFound();
  return <CorrelationsPage board={shown} cohorts={cohorts} />;
}
