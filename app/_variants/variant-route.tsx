import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { VariantKind } from "#db/derive/variants/variant-table.ts";
import { listVariantBases, printedSizes, readoutSizes, shownVariants } from "#db/read/queries.ts";
import { pageMetadata } from "../_shell/page-metadata.ts";
import { variantPages } from "./kinds.ts";
import { VariantsPage } from "./variants-page.tsx";

function pageOf(kind: VariantKind) {
  const found = variantPages.find((page) => page.kind === kind);
  if (!found) throw new Error(`no page of ${kind}`);
  return found;
}

export function variantMetadata(kind: VariantKind): Metadata {
  const { label, question, path } = pageOf(kind);
  return pageMetadata({ title: label, description: question, path });
}

/** The page of one kind of variant for the cohort of the address, the first one that has any where none is named. */
export async function variantRoute(kind: VariantKind, params: Promise<{ cohort?: string[] }>) {
  const segments = (await params).cohort ?? [];
  const cohorts = await listVariantBases(kind);
  const base = segments.length === 0 ? cohorts[0] : cohorts.find(({ id }) => id === segments[0]);
  if (segments.length > 1 || (segments.length === 1 && !base)) notFound();
  const page = pageOf(kind);
  const shown = base ? await shownVariants(kind, base.id) : null;
  if (!base || !shown) {
    const printed = kind === "baselines" ? await printedSizes() : [];
    return <VariantsPage page={page} measured={null} printed={printed} />;
  }
  const sizes = kind === "baselines" ? await readoutSizes(base.id) : [];
  return <VariantsPage page={page} measured={{ base, cohorts, sizes, ...shown }} printed={[]} />;
}
