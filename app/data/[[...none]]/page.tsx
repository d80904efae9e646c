import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { DataPage } from "../../_data/data-page.tsx";
import { apiReads } from "../../_data/reads.ts";
import { pageMetadata } from "../../_shell/page-metadata.ts";
import { siteSettings } from "../../api/_http/origin.ts";
import { knownIds } from "./known-ids.ts";

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
  const known = await knownIds();
  return <DataPage reads={apiReads()} origin={siteSettings().origin} known={known} />;
}
