import { testAppearances } from "./appearance.ts";
import { fillMeasuredDatabase } from "./measured-database.ts";
import { testOfOwnSite } from "./own-site.ts";
import { startScratchSite } from "./site.ts";

const test = testOfOwnSite(() => startScratchSite(fillMeasuredDatabase));

// One site serves them all.
test.describe.configure({ mode: "default" });

/** Pages that measured results make different from the paper's: with intervals, shared ranks, times and provenance. */
testAppearances(test, "all", {
  "measured-board": "/boards/scenes-p1-smoke",
  "measured-pareto": "/pareto/scenes-p1-smoke",
  "measured-backbone": "/backbones/made-up-a",
  "measured-compare": "/compare?with=made-up-a,made-up-b,made-up-c&cohort=scenes-p1-smoke",
  "measured-task": "/tasks/voc2012/scenes-p1-smoke",
});
