import type { Difference, Problem } from "#contract";

/**
 * Why what was measured cannot be filed under a backbone id that is already taken. Two different backbones under one id would be
 * averaged as if they were seeds.
 *
 * @param path where the document describes its backbone
 * @param differences from the backbone that has the id
 */
export function conflictProblems(path: string, id: string, differences: readonly Difference[]): Problem[] {
  return differences.map(({ field, found, expected }) => ({
    path: `${path}.${field}`,
    message: `${found} differs from ${expected}, which backbone "${id}" already has here; a different backbone needs an id of its own`,
  }));
}
