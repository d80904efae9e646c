import { z } from "zod";
import { metricIds, taskIds } from "#contract";
import { sources } from "#db/derive/board/cell.ts";

/** What occurs in answers of all kinds. */

export const interval = z.tuple([z.number(), z.number()]).nullable();
export const metric = z.enum(metricIds);
export const task = z.enum(taskIds);
export const source = z.enum(sources);
export const cohortId = z.string().meta({ examples: ["paper", "scenes-p1-smoke"] });
export const snapshotId = z.string().regex(/^[0-9a-f]{16}$/);
export const instant = z.iso.datetime();
