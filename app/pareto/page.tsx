import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { board, listCohorts } from "#db/queries.ts";
import { ParetoPage } from "../_pareto/pareto-page.tsx";

export const dynamic = "force-dynamic";
export const metadata: Metadata = { title: "Pareto frontier" };

/** The first cohort's frontier. */
export default async function Pareto() {
  const cohorts = await listCohorts();
  const shown = cohorts[0] && (await board(cohorts[0].id));
  if (!shown) notFound();
  return <ParetoPage board={shown} cohorts={cohorts} />;
}
