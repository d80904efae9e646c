import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { claims } from "#db/read/queries.ts";
import { ClaimsPage } from "../../_claims/claims-page.tsx";

export const metadata: Metadata = { title: "Claims" };

/** Made at the first visit and kept until an upload: the build has no database. */
export function generateStaticParams(): { none: string[] }[] {
  return [];
}

export default async function Claims({ params }: { params: Promise<{ none?: string[] }> }) {
  const report = await claims();
  if (!report || (await params).none) notFound();
  return <ClaimsPage report={report} />;
}
