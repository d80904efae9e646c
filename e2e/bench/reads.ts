import type { AppRouteHandlerRoutes, AppRoutes } from "../../.next/types/routes.d.ts";
import { benchBackbone, benchCohort } from "./database.ts";
import type { Read } from "./load.ts";
import type { Subjects } from "./subjects.ts";

/** As the site's own links ask for a page's content instead of its HTML. */
const asContent = { rsc: "1" };
const page = (path: string): Read => ({ name: path, path });
const content = (path: string): Read => ({
  name: `${path} as content`,
  path: `${path}?_rsc`,
  headers: asContent,
});
const both = (path: string): Read[] => [page(path), content(path)];

/** Every kind of read, by its route, so that none is forgotten (`next typegen` tells the compiler of new ones). */
export function everyRead(
  of: Subjects,
): Readonly<Record<AppRoutes | AppRouteHandlerRoutes, readonly Read[]>> {
  const backbone = benchBackbone(3);
  const board = `/api/v1/boards/${benchCohort}`;
  const chosen = [0, 1, 2, 3].map(benchBackbone).join(",");
  const missing = (path: string): Read => ({ name: `${path}, not there`, path, status: 404 });
  return {
    "/[[...path]]": [...both("/"), missing("/no-such-page")],
    "/boards/[...cohort]": [
      ...both(`/boards/${benchCohort}`),
      page(`/boards/${benchCohort}?sort=voc2012.iou&show=rules`),
    ],
    "/embed/[[...cohort]]": [page(`/embed/${benchCohort}`)],
    "/choose/[[...cohort]]": both(`/choose/${benchCohort}`),
    "/tasks/[[...path]]": [page("/tasks"), ...both(`/tasks/voc2012/${benchCohort}`)],
    "/compare/[cohort]/[backbones]": both(`/compare/${benchCohort}/${chosen}`),
    "/compare": [
      { name: "/compare", path: "/compare", status: 307 },
      { name: "/compare?with=...", path: `/compare?with=${chosen}&cohort=${benchCohort}`, status: 307 },
    ],
    "/pareto/[[...cohort]]": [
      ...both(`/pareto/${benchCohort}`),
      page(`/pareto/${benchCohort}?score=nyuv2-depth.rmse`),
    ],
    "/correlations/[[...cohort]]": [
      page(`/correlations/${benchCohort}`),
      page(`/correlations/${benchCohort}?x=input`),
    ],
    "/ablations/[[...cohort]]": [page("/ablations")],
    "/baselines/[[...cohort]]": [page("/baselines")],
    "/higher-resolution/[[...cohort]]": [page("/higher-resolution")],
    "/choices/[[...cohort]]": [page("/choices")],
    "/features/[[...view]]": [page("/features")],
    "/output-sizes/[[...view]]": [page("/output-sizes")],
    "/claims/[[...none]]": [page("/claims")],
    "/cite/[[...none]]": [page("/cite")],
    "/queue/[[...none]]": [page("/queue")],
    "/snapshots/[[...none]]": [page("/snapshots")],
    "/s": [
      { name: "/s?before=...", path: `/s?before=${of.oldSnapshot}&after=${of.newSnapshot}`, status: 307 },
    ],
    "/s/[...path]": [
      page(`/s/${of.oldSnapshot}`),
      page(`/s/${of.oldSnapshot}/${benchCohort}`),
      page(`/s/${of.newSnapshot}/since/${of.oldSnapshot}`),
    ],
    "/backbones/[[...id]]": [
      page("/backbones"),
      ...both(`/backbones/${backbone}`),
      page("/backbones/clip-b-quickgelu"),
      missing("/backbones/no-such-backbone"),
    ],
    "/method/[[...none]]": both("/method"),
    "/submit/[[...none]]": [page("/submit")],
    "/api/[...none]": [missing("/api/none")],
    "/api/v1/artefacts": [page("/api/v1/artefacts")],
    "/api/v1/artefacts/[id]": [page(`/api/v1/artefacts/${of.artefacts}`)],
    // Signatures are sent there, and read at their results.
    "/api/v1/attestations": [],
    "/api/v1/backbones": [page("/api/v1/backbones")],
    "/api/v1/backbones/[id]": [page(`/api/v1/backbones/${backbone}`), missing("/api/v1/backbones/none")],
    "/api/v1/boards": [page("/api/v1/boards")],
    "/api/v1/boards/[cohort]": [
      page(board),
      { name: `${board}, not modified`, path: board, headers: { "if-none-match": of.boardTag }, status: 304 },
      page(`${board}?format=csv&sort=voc2012.iou`),
      page(`${board}?snapshot=${of.oldSnapshot}`),
      missing("/api/v1/boards/none"),
    ],
    "/api/v1/queue": [page("/api/v1/queue")],
    "/api/v1/decisions": [page("/api/v1/decisions")],
    // Maintainers alone are answered.
    "/api/v1/admin/tokens": [],
    "/api/v1/admin/tokens/[id]": [],
    "/api/v1/admin/decisions": [],
    "/api/v1/admin/audit": [],
    "/api/v1/health": [page("/api/v1/health")],
    "/api/v1/maintainers": [page("/api/v1/maintainers")],
    "/api/v1/openapi.json": [page("/api/v1/openapi.json")],
    "/api/v1/output-sizes": [page("/api/v1/output-sizes")],
    "/api/v1/output-sizes/[id]": [page(`/api/v1/output-sizes/${of.outputSizes}`)],
    "/api/v1/pictures/[file]": [page(`/api/v1/pictures/${of.picture}`)],
    // Bundles are sent there, and read by their ids.
    "/api/v1/results": [],
    "/api/v1/results/[id]": [page(`/api/v1/results/${of.result}`), missing("/api/v1/results/none")],
    "/api/v1/results/[id]/attestations": [page(`/api/v1/results/${of.result}/attestations`)],
    "/api/v1/snapshots": [page("/api/v1/snapshots")],
    "/api/v1/snapshots/[id]": [
      page(`/api/v1/snapshots/${of.oldSnapshot}`),
      page(`/api/v1/snapshots/${of.newSnapshot}?since=${of.oldSnapshot}`),
    ],
    "/api/v1/speed": [page("/api/v1/speed")],
    "/api/v1/speed/[id]": [page(`/api/v1/speed/${of.speed}`)],
    "/api/views/boards/[cohort]": [page(`/api/views/boards/${benchCohort}?sort=voc2012.iou`)],
    "/api/views/pareto/[cohort]": [page(`/api/views/pareto/${benchCohort}`)],
    "/api/views/choose/[cohort]": [page(`/api/views/choose/${benchCohort}?gmacs=20`)],
    "/badge/[file]": [page(`/badge/${backbone}.svg`), missing("/badge/none.svg")],
    "/cite.bib": [page("/cite.bib"), page(`/cite.bib?snapshot=${of.oldSnapshot}`)],
    "/feed.xml": [page("/feed.xml")],
    "/robots.txt": [page("/robots.txt")],
    "/sitemap.xml": [page("/sitemap.xml")],
    "/preview/[...of]": [
      page("/preview/site.png"),
      page(`/preview/backbones/${backbone}.png`),
      page(`/preview/compare/${benchCohort}/${chosen}.png`),
      page(`/preview/pareto/${benchCohort}.png`),
      missing("/preview/none.png"),
    ],
  };
}
