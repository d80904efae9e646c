import { metricIds, taskIds } from "#contract";
import { aggregationIds } from "#db/derive/board/standings.ts";
import { weightChoices } from "../../_board/aggregate.ts";
import { facetIds } from "../../_board/facets.ts";
import { backboneFactKeys } from "../../_board/fact-columns.ts";
import { trainings } from "../../_parts/training.ts";

/** Parameters of the API's addresses. */

export const inPath = (name: string, description: string) => ({
  name,
  in: "path",
  required: true,
  description,
  schema: { type: "string" },
});

export const inQuery = (
  name: string,
  description: string,
  schema: Record<string, unknown> = { type: "string" },
) => ({
  name,
  in: "query",
  required: false,
  description,
  schema,
});

/** Of a board: the board page's own, but for its page. */
export const viewParameters = [
  inQuery("sort", "Column that sorts the rows; rank by default.", {
    enum: [
      "rank",
      "name",
      ...backboneFactKeys,
      "time",
      ...taskIds.map((id) => `readout.${id}`),
      ...metricIds.map((id) => id.replaceAll("/", ".")),
    ],
  }),
  inQuery("dir", "Direction; best or smallest first by default.", { enum: ["asc", "desc"] }),
  inQuery("tasks", "One category's tasks instead of all.", {
    enum: ["instance-awareness", "local-semantics", "spatial-understanding"],
  }),
  inQuery("training", `Kinds of training, joined by commas: ${trainings.map(({ id }) => id).join(", ")}.`),
  ...facetIds.map((facet) =>
    inQuery(
      facet,
      `Values of the ${facet}, joined by commas and in lower case, as the board page writes them.`,
    ),
  ),
  inQuery("params", "Parameters of the backbone at most, in millions.", { type: "number" }),
  inQuery(
    "time",
    "Time of the backbone at most, in units of ViT-B/16 at 224 pixels, in the board's first speed setting; leaves out what was not timed there, and nothing where the board has no times.",
    { type: "number" },
  ),
  inQuery("q", "Words that each occur somewhere in the backbone's facts."),
  inQuery("by", "Aggregate that ranks; mean-rank by default.", { enum: aggregationIds }),
  inQuery("weights", `Weight of each category, as 2,1,0.5; each one of ${weightChoices.join(", ")}.`),
  inQuery("scores", "Adds scores mapped to 0 for the board's worst and 1 for its best.", {
    enum: ["values", "relative"],
  }),
  inQuery("show", "Groups of columns besides the usual ones, joined by commas: rules, identity, readout."),
  inQuery("hide", "Groups of columns to leave out, joined by commas: ids of tasks, size."),
  inQuery("pin", "Ids of backbones to put first, joined by commas, whether they pass the filters or not."),
];
