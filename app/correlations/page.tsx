import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { board, listCohorts } from "#db/queries.ts";
import { CorrelationsPage } from "../_correlations/correlations-page.tsx";

export const dynamic = "force-dynamic";
export const metadata: Metadata = { title: "Correlations" };

/** The first cohort's correlations. */
export default async function Correlations() {
  const cohorts = await listCohorts();
  const shown = cohorts[0] && (await board(cohorts[0].id));
  if (!shown) notFound();
  return <CorrelationsPage board={shown} cohorts={cohorts} />;
}
