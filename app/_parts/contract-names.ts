import type { Category } from "#contract";

export type { Category, MetricId } from "#contract";

/**
 * The contract's categories by name. Browser code takes them from here: importing a value of the contract would
 * send zod to every visitor. The type makes a missing or extra name a compile error.
 */
const named: Record<Category, null> = {
  "instance awareness": null,
  "local semantics": null,
  "spatial understanding": null,
};

export const categories = Object.keys(named) as readonly Category[];
