import type { ProtocolTaskId } from "#contract";

/** Addresses of preview pictures, which `app/preview` answers. */

/** Of pages that show no one thing: the first board. */
export const sitePreview = "/preview/site.png";

export const boardPreview = (cohortId: string) => `/preview/boards/${encodeURIComponent(cohortId)}.png`;

export const paretoPreview = (cohortId: string) => `/preview/pareto/${encodeURIComponent(cohortId)}.png`;

export const taskPreview = (task: ProtocolTaskId, cohortId: string) =>
  `/preview/tasks/${task}/${encodeURIComponent(cohortId)}.png`;

export const backbonePreview = (id: string) => `/preview/backbones/${encodeURIComponent(id)}.png`;

export const comparePreview = (cohortId: string, ids: readonly string[]) =>
  `/preview/compare/${encodeURIComponent(cohortId)}/${ids.map(encodeURIComponent).join(",")}.png`;
