import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { claims } from "#db/read/queries.ts";
import { ClaimsPage } from "../../_claims/claims-page.tsx";
import { pageMetadata } from "../../_shell/page-metadata.ts";

export const metadata: Metadata = pageMetadata({
  title: "Claims",
  description: "What the paper’s text says, each statement checked against the numbers in its own tables.",
  path: "/claims",
});

/** Made at the first visit and kept until an upload: the build has no database. */
export function generateStaticParams(): { none: string[] }[] {
  return [];
}

export default async function Claims({ params }: { params: Promise<{ none?: string[] }> }) {
  const report = await claims();
  if (!report || (await params).none) notFound();
  return <ClaimsPage report={report} />;
}
