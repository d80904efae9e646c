import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { listSnapshots } from "#db/read/queries.ts";
import { CitePage } from "../../_cite/cite-page.tsx";
import { pageMetadata } from "../../_shell/page-metadata.ts";
import { siteSettings } from "../../api/_http/origin.ts";

export const metadata: Metadata = pageMetadata({
  title: "How to cite",
  description:
    "BibTeX of the paper that defines the method, and of the state of this leaderboard that you read.",
  path: "/cite",
});

/** Made at the first visit and kept until an upload: the build has no database. */
export function generateStaticParams(): { none: string[] }[] {
  return [];
}

export default async function Cite({ params }: { params: Promise<{ none?: string[] }> }) {
  if ((await params).none) notFound();
  const [newest = null] = await listSnapshots();
  return <CitePage snapshot={newest} origin={siteSettings().origin} />;
}
