import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { board, listCohorts } from "#db/queries.ts";
import { ParetoPage } from "../../_pareto/pareto-page.tsx";

export const dynamic = "force-dynamic";
export const metadata: Metadata = { title: "Pareto frontier" };

export default async function CohortPareto({ params }: { params: Promise<{ cohort: string }> }) {
  const { cohort } = await params;
  const [cohorts, shown] = await Promise.all([listCohorts(), board(cohort)]);
  if (!shown) notFound();
  return <ParetoPage board={shown} cohorts={cohorts} />;
}
