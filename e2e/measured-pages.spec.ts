import { testAppearances } from "./appearance.ts";
import { fillMeasuredDatabase } from "./measured-database.ts";
import { testOfOwnSite } from "./own-site.ts";
import { startScratchSite } from "./site.ts";

const test = testOfOwnSite(() => startScratchSite(fillMeasuredDatabase));

// One site serves them all.
test.describe.configure({ mode: "default" });

/** Pages that measured results make different from the paper's: with intervals, shared ranks, times and provenance. */
testAppearances(test, "all", {
  "measured-board": { path: "/boards/scenes-p1-smoke", pictured: "dark" },
  "measured-pareto": { path: "/pareto/scenes-p1-smoke", pictured: "light" },
  "measured-backbone": { path: "/backbones/made-up-a", pictured: "light" },
  "measured-compare": { path: "/compare/scenes-p1-smoke/made-up-a,made-up-b,made-up-c" },
  "measured-task": { path: "/tasks/voc2012/scenes-p1-smoke", pictured: "dark" },
});
