import type { Metadata } from "next";
import { VariantsPage } from "../../_variants/variants-page.tsx";

export const metadata: Metadata = { title: "Ablations" };

/** Made at the first visit and kept until an upload: the build has no database. */
export function generateStaticParams(): { cohort: string[] }[] {
  return [];
}

export default async function Ablations({ params }: { params: Promise<{ cohort?: string[] }> }) {
  return <VariantsPage segments={(await params).cohort} />;
}
