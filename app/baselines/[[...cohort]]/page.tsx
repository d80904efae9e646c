import { variantMetadata, variantRoute } from "../../_variants/variant-route.tsx";

export const metadata = variantMetadata("baselines");

/** Made at the first visit and kept until an upload: the build has no database. */
export function generateStaticParams(): { cohort: string[] }[] {
  return [];
}

export default function Baselines({ params }: { params: Promise<{ cohort?: string[] }> }) {
  return variantRoute("baselines", params);
}
