import { testAppearances } from "./appearance.ts";
import { test } from "./watched-page.ts";

/** Every page with the paper's results, by the name of its pictures in `appearance/`. */
testAppearances(test, "first screen", {
  board: "/",
  "board-sorted": "/?sort=voc2012.iou&training=supervised",
  "board-empty": "/?q=no+such+backbone",
  "board-relative": "/?scores=relative&pin=mae,clip-b&show=identity,readout&architecture=vit-b",
  embed: "/embed",
  "board-dim-8": "/boards/paper-dim-8",
  tasks: "/tasks",
  task: "/tasks/voc2012",
  compare: "/compare?with=dinov2-b,siglip-so,mae&cohort=paper",
  "compare-one": "/compare?with=dinov2-b&cohort=paper",
  pareto: "/pareto",
  correlations: "/correlations",
  ablations: "/ablations",
  baselines: "/baselines",
  "higher-resolution": "/higher-resolution",
  choices: "/choices",
  features: "/features",
  "output-sizes": "/output-sizes",
  claims: "/claims",
  snapshots: "/snapshots",
  backbones: "/backbones",
  backbone: "/backbones/dinov2-b",
  method: "/method",
  submit: "/submit",
  missing: "/no-such-page",
});
