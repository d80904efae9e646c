/** Who sent what the site came with, beside the names of tokens. */
export const shippedBy = "this repository";

const mostCharacters = 56;

/** The holder that an older name of an uploader stands for, as migration 0007 makes it; null for what the site came with. */
export function holderNamed(uploadedBy: string): string | null {
  if (uploadedBy === shippedBy) return null;
  const name = uploadedBy
    .replace(/ \([0-9a-z]{10}\)$/, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, mostCharacters)
    .replace(/-+$/, "");
  return name.length < 2 ? `holder-${name}`.replace(/-$/, "") : name;
}
