import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cohortsWithDocuments, documentsOfCohort } from "#db/read/queries.ts";
import { FeaturesPage } from "../../_pictures/features-page.tsx";
import { pictureView, tasksOf } from "../../_pictures/view.ts";
import { pageMetadata } from "../../_shell/page-metadata.ts";

export const metadata: Metadata = pageMetadata({
  title: "Features",
  description:
    "What features of frozen backbones look like: their principal components as colours, on the same images.",
  path: "/features",
});

/** Made at the first visit and kept until an upload: the build has no database. */
export function generateStaticParams(): { view: string[] }[] {
  return [];
}

export default async function Features({ params }: { params: Promise<{ view?: string[] }> }) {
  const [cohortId, ...rest] = (await params).view ?? [];
  const cohorts = await cohortsWithDocuments(["artefacts"]);
  const cohort = cohortId === undefined ? cohorts[0] : cohorts.find(({ id }) => id === cohortId);
  if (!cohort) {
    if (cohortId !== undefined) notFound();
    return <FeaturesPage cohort={null} cohorts={[]} pictured={[]} view={null} />;
  }
  const pictured = await documentsOfCohort("artefacts", cohort.id);
  const view = pictureView(rest, tasksOf(pictured), () => 1);
  if (!view || rest.length > 1) notFound();
  return <FeaturesPage cohort={cohort} cohorts={cohorts} pictured={pictured} view={view} />;
}
