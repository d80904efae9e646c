import type { AppRoutes } from "../.next/types/routes.d.ts";
import { type LookedAt, testAppearances } from "./appearance.ts";
import { test } from "./watched-page.ts";

/**
 * Every page with the paper's results, by its route, so that none is forgotten (`next typegen` tells the compiler of new
 * ones); pictures are kept of those that show most, in one theme each.
 */
const pages: Readonly<Record<AppRoutes, Readonly<Record<string, LookedAt>>>> = {
  "/[[...path]]": {
    board: { path: "/", pictured: "light" },
    "board-sorted": { path: "/?sort=voc2012.iou&training=supervised" },
    "board-empty": { path: "/?q=no+such+backbone" },
    "board-relative": {
      path: "/?scores=relative&pin=mae,clip-b&show=identity,readout&architecture=vit-b",
      pictured: "dark",
    },
    missing: { path: "/no-such-page" },
  },
  "/embed/[[...cohort]]": { embed: { path: "/embed" } },
  "/boards/[...cohort]": { "board-dim-8": { path: "/boards/paper-dim-8" } },
  "/choose/[[...cohort]]": {
    choose: { path: "/choose" },
    "choose-limited": { path: "/choose?tasks=voc2012&gmacs=40&use=commercial&params=90" },
    "choose-nothing": { path: "/choose?gmacs=1&input=518" },
  },
  "/tasks/[[...path]]": { tasks: { path: "/tasks" }, task: { path: "/tasks/voc2012" } },
  "/compare/[cohort]/[backbones]": {
    compare: { path: "/compare/paper/dinov2-b,siglip-so,mae", pictured: "light" },
  },
  "/pareto/[[...cohort]]": { pareto: { path: "/pareto", pictured: "dark" } },
  "/correlations/[[...cohort]]": { correlations: { path: "/correlations", pictured: "light" } },
  "/ablations/[[...cohort]]": { ablations: { path: "/ablations", pictured: "dark" } },
  "/baselines/[[...cohort]]": { baselines: { path: "/baselines" } },
  "/higher-resolution/[[...cohort]]": { "higher-resolution": { path: "/higher-resolution" } },
  "/choices/[[...cohort]]": { choices: { path: "/choices" } },
  "/features/[[...view]]": { features: { path: "/features", pictured: "light" } },
  "/output-sizes/[[...view]]": { "output-sizes": { path: "/output-sizes" } },
  "/claims/[[...none]]": { claims: { path: "/claims" } },
  "/cite/[[...none]]": { cite: { path: "/cite" } },
  "/queue/[[...none]]": { queue: { path: "/queue" } },
  "/snapshots/[[...none]]": { snapshots: { path: "/snapshots" } },
  "/s/[...path]": {
    snapshot: { path: "/snapshots", through: ["main a[href^='/s/']"] },
    "snapshot-board": { path: "/snapshots", through: ["main a[href^='/s/']", "main li a[href^='/s/']"] },
  },
  "/backbones/[[...id]]": {
    backbones: { path: "/backbones" },
    backbone: { path: "/backbones/dinov2-b" },
    "backbone-awaiting": { path: "/backbones/clip-b-quickgelu" },
  },
  "/method": { method: { path: "/method", pictured: "dark" } },
  "/submit": { submit: { path: "/submit" } },
};

testAppearances(test, "first screen", Object.assign({}, ...Object.values(pages)));
