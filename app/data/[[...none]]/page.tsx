import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { bestOf, listCohorts, listSnapshots, listSpeeds } from "#db/read/queries.ts";
import { DataPage } from "../../_data/data-page.tsx";
import { apiReads } from "../../_data/reads.ts";
import { pageMetadata } from "../../_shell/page-metadata.ts";
import { siteSettings } from "../../api/_http/origin.ts";

export const metadata: Metadata = pageMetadata({
  title: "Data and API",
  description:
    "Boards, backbones, results and states as CSV and JSON: every address with a command to try it, badges and boards for other pages.",
  path: "/data",
});

/** Made at the first visit and kept until an upload: the build has no database. */
export function generateStaticParams(): { none: string[] }[] {
  return [];
}

export default async function Data({ params }: { params: Promise<{ none?: string[] }> }) {
  if ((await params).none) notFound();
  const [cohort] = await listCohorts();
  const [backbone] = cohort ? await bestOf(cohort.id, 1) : [];
  const [snapshot] = await listSnapshots();
  const [speed] = await listSpeeds();
  const known = {
    "/api/v1/boards/{cohort}": cohort?.id,
    "/api/v1/backbones/{id}": backbone,
    "/api/v1/snapshots/{id}": snapshot?.id,
    "/api/v1/speed/{id}": speed?.id,
  };
  const example = cohort && backbone !== undefined ? { id: backbone, cohortId: cohort.id } : null;
  return <DataPage reads={apiReads()} origin={siteSettings().origin} known={known} example={example} />;
}
