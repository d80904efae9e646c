import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cohortsWithDocuments, documentsOfCohort } from "#db/read/queries.ts";
import { OutputSizesPage } from "../../_pictures/output-sizes-page.tsx";
import { pictureView, tasksOf } from "../../_pictures/view.ts";
import { pageMetadata } from "../../_shell/page-metadata.ts";

export const metadata: Metadata = pageMetadata({
  title: "Output sizes",
  description:
    "The same readout asked at finer and coarser grids: predictions and scores at other output sizes.",
  path: "/output-sizes",
});

/** Made at the first visit and kept until an upload: the build has no database. */
export function generateStaticParams(): { view: string[] }[] {
  return [];
}

export default async function OutputSizes({ params }: { params: Promise<{ view?: string[] }> }) {
  const [cohortId, ...rest] = (await params).view ?? [];
  const cohorts = await cohortsWithDocuments(["artefacts", "output-sizes"]);
  const cohort = cohortId === undefined ? cohorts[0] : cohorts.find(({ id }) => id === cohortId);
  if (!cohort) {
    if (cohortId !== undefined) notFound();
    return <OutputSizesPage cohort={null} cohorts={[]} pictured={[]} sized={[]} view={null} />;
  }
  const [pictured, sized] = await Promise.all([
    documentsOfCohort("artefacts", cohort.id),
    documentsOfCohort("output-sizes", cohort.id),
  ]);
  const imagesOf = (task: string) =>
    pictured.find(({ document }) => document.task === task)?.document.images.length ?? 0;
  const view = pictureView(rest, tasksOf([...pictured, ...sized]), imagesOf);
  if (!view || rest.length > 2) notFound();
  return <OutputSizesPage cohort={cohort} cohorts={cohorts} pictured={pictured} sized={sized} view={view} />;
}
