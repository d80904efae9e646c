import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { backbonePage, cohortsWithDocuments, documentsOfCohort, listCohorts } from "#db/read/queries.ts";
import { BackboneList } from "../../_backbone/backbone-list.tsx";
import { BackboneReport } from "../../_backbone/backbone-report.tsx";
import { askedPage } from "../../_parts/view-segment.ts";
import type { CohortPictures } from "../../_pictures/backbone-pictures.tsx";
import { backbonePreview } from "../../_preview/preview-path.ts";
import { pageMetadata } from "../../_shell/page-metadata.ts";
import { siteSettings } from "../../api/_http/origin.ts";

/** Made at the first visit and kept until an upload: the build has no database. */
export function generateStaticParams(): { id: string[] }[] {
  return [];
}

interface Properties {
  readonly params: Promise<{ id?: string[] }>;
}

export async function generateMetadata({ params }: Properties): Promise<Metadata> {
  const [id] = askedPage((await params).id).segments;
  const page = id === undefined ? null : await backbonePage(id);
  if (!page) {
    return pageMetadata({
      ...{ title: "Backbones", path: "/backbones" },
      description:
        "Every backbone that was measured or awaits it: training, architecture, size, licence, and its page.",
    });
  }
  const { label, category, architecture, pretrainingData } = page.backbone;
  return pageMetadata({
    title: label,
    description: `${label}: ${architecture}, ${category}, pretrained on ${pretrainingData}. Scores in dense tasks, cost, licence and how to load it.`,
    path: `/backbones/${page.backbone.id}`,
    preview: backbonePreview(page.backbone.id),
  });
}

/** The list of backbones, or one of them. */
export default async function Backbones({ params }: Properties) {
  const { segments, query } = askedPage((await params).id);
  const [id, ...rest] = segments;
  if (id === undefined) return <BackboneList query={query} />;
  const [page, cohorts] = await Promise.all([backbonePage(id), listCohorts()]);
  if (!page || rest.length > 0) notFound();
  const pictures = await picturesOf(id);
  return <BackboneReport page={page} cohorts={cohorts} pictures={pictures} origin={siteSettings().origin} />;
}

async function picturesOf(backboneId: string): Promise<CohortPictures[]> {
  const cohorts = await cohortsWithDocuments(["artefacts"]);
  const all = await Promise.all(
    cohorts.map(async (cohort) => {
      const found = await documentsOfCohort("artefacts", cohort.id);
      return { cohort, pictured: found.filter(({ backbone }) => backbone.id === backboneId) };
    }),
  );
  return all.filter(({ pictured }) => pictured.length > 0);
}
