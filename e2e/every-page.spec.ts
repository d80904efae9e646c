import { testAppearances } from "./appearance.ts";
import { test } from "./watched-page.ts";

/** Every page with the paper's results; pictures are kept of those that show most, in one theme each. */
testAppearances(test, "first screen", {
  board: { path: "/", pictured: "light" },
  "board-sorted": { path: "/?sort=voc2012.iou&training=supervised" },
  "board-empty": { path: "/?q=no+such+backbone" },
  "board-relative": {
    path: "/?scores=relative&pin=mae,clip-b&show=identity,readout&architecture=vit-b",
    pictured: "dark",
  },
  embed: { path: "/embed" },
  "board-dim-8": { path: "/boards/paper-dim-8" },
  tasks: { path: "/tasks" },
  task: { path: "/tasks/voc2012" },
  compare: { path: "/compare?with=dinov2-b,siglip-so,mae&cohort=paper", pictured: "light" },
  "compare-one": { path: "/compare?with=dinov2-b&cohort=paper" },
  pareto: { path: "/pareto", pictured: "dark" },
  correlations: { path: "/correlations", pictured: "light" },
  ablations: { path: "/ablations", pictured: "dark" },
  baselines: { path: "/baselines" },
  "higher-resolution": { path: "/higher-resolution" },
  choices: { path: "/choices" },
  features: { path: "/features", pictured: "light" },
  "output-sizes": { path: "/output-sizes" },
  claims: { path: "/claims" },
  snapshots: { path: "/snapshots" },
  backbones: { path: "/backbones" },
  backbone: { path: "/backbones/dinov2-b" },
  method: { path: "/method", pictured: "dark" },
  submit: { path: "/submit" },
  missing: { path: "/no-such-page" },
});
