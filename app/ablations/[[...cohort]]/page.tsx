import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { listVariantBases, variants } from "#db/queries.ts";
import { VariantsPage } from "../../_variants/variants-page.tsx";

export const metadata: Metadata = { title: "Ablations" };

/** Made at the first visit and kept until an upload: the build has no database. */
export function generateStaticParams(): { cohort: string[] }[] {
  return [];
}

const kinds = ["ablations", "baselines", "higher-resolution", "choices"] as const;

export default async function Ablations({ params }: { params: Promise<{ cohort?: string[] }> }) {
  const segments = (await params).cohort ?? [];
  const found = (await Promise.all(kinds.map((kind) => listVariantBases(kind)))).flat();
  const cohorts = [...new Map(found.map((cohort) => [cohort.id, cohort])).values()];
  const base = segments.length === 0 ? cohorts[0] : cohorts.find(({ id }) => id === segments[0]);
  if (!base || segments.length > 1) notFound();
  const [ablations, baselines, higher, choices] = await Promise.all(
    kinds.map((kind) => variants(kind, base.id)),
  );
  const tables = {
    ablations: ablations ?? null,
    baselines: baselines ?? null,
    "higher-resolution": higher ?? null,
    choices: choices ?? null,
  };
  return <VariantsPage base={base} cohorts={cohorts} tables={tables} />;
}
