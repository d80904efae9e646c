import { expect, test } from "vitest";
import { besidePublished } from "./published-counts.ts";

const official = { distribution: "official", root: "/data/coco" } as const;

test("an official set says whether its derived counts are the published ones", () => {
  expect(besidePublished("instance-discrimination", official, { testImages: 754 })).toEqual([
    "instance-discrimination: 754 testImages, as published",
  ]);
  expect(besidePublished("nyuv2-depth", official, { testImages: 653 })).toEqual([
    "warning: /data/coco: 653 testImages of nyuv2-depth; published 654",
  ]);
  expect(besidePublished("boundaries", official, { testImages: 5000, boundaryShare: 0.07012 })).toEqual([
    "boundaries: 0.0701 boundaryShare, as published",
  ]);
  expect(besidePublished("boundaries", official, { boundaryShare: 0.04 })).toEqual([
    "warning: /data/coco: 0.04 boundaryShare of boundaries; published 0.065 to 0.075",
  ]);
});

test("of other images nothing is published", () => {
  const scenes = { distribution: "scenes", root: "/data" } as const;
  expect(besidePublished("instance-discrimination", scenes, { testImages: 3 })).toEqual([]);
  expect(besidePublished("voc2012", official, { testImages: 3 })).toEqual([]);
});
