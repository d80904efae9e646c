import { metricIds, taskIds } from "#contract";
import { aggregationIds, weightChoices } from "#db/derive/board-view/aggregations.ts";
import { backboneFactKeys } from "#db/derive/board-view/fact-columns.ts";
import { trainings } from "#db/derive/board-view/training.ts";
import { parameterNames } from "#db/derive/board-view/view.ts";

/** Parameters of the API's addresses. */

export const inPath = (name: string, description: string) => ({
  name,
  in: "path",
  required: true,
  description,
  schema: { type: "string" },
});

export const inQuery = (name: string, description: string, schema: object = { type: "string" }) => ({
  name,
  in: "query",
  required: false,
  description,
  schema,
});

const ofFacet = (facet: string) =>
  `Values of the ${facet}, joined by commas and in lower case, as the board page writes them.`;

type ViewParameter = Exclude<(typeof parameterNames)[number], "page">;

/** What each parameter of a board's view does, and what it may be where that is not any text. */
const described: Readonly<Record<ViewParameter, readonly [description: string, schema?: object]>> = {
  sort: [
    "Column that sorts the rows; rank by default.",
    {
      enum: [
        "rank",
        "name",
        ...backboneFactKeys,
        "time",
        ...taskIds.map((id) => `readout.${id}`),
        ...metricIds.map((id) => id.replaceAll("/", ".")),
      ],
    },
  ],
  dir: ["Direction; best or smallest first by default.", { enum: ["asc", "desc"] }],
  tasks: [
    "One category's tasks instead of all.",
    { enum: ["instance-awareness", "local-semantics", "spatial-understanding"] },
  ],
  training: [`Kinds of training, joined by commas: ${trainings.map(({ id }) => id).join(", ")}.`],
  objective: [ofFacet("objective")],
  architecture: [ofFacet("architecture")],
  input: [ofFacet("input")],
  licence: [ofFacet("licence")],
  source: [ofFacet("source")],
  gmacs: [
    "GMACs of the backbone at most: billions of multiply-adds for one image of its own input size; leaves out what was not counted, and nothing where the board has no counts.",
    { type: "number" },
  ],
  params: ["Parameters of the backbone at most, in millions.", { type: "number" }],
  time: [
    "Time of the backbone at most, in units of ViT-B/16 at 224 pixels, in the board's first speed setting; leaves out what was not timed there, and nothing where the board has no times.",
    { type: "number" },
  ],
  q: ["Words that each occur somewhere in the backbone's facts."],
  by: ["Aggregate that ranks; mean-rank by default.", { enum: aggregationIds }],
  weights: [
    `Weight of each category, which its tasks share, as 2,1,0.5; at first as many as it has tasks; each one of ${weightChoices.join(", ")}.`,
  ],
  scores: [
    "Adds scores mapped to 0 for the board's worst and 1 for its best.",
    { enum: ["values", "relative"] },
  ],
  show: ["Groups of columns besides the usual ones, joined by commas: rules, identity, readout."],
  hide: ["Groups of columns to leave out, joined by commas: ids of tasks, size."],
  pin: ["Ids of backbones to put first, joined by commas, whether they pass the filters or not."],
};

/** Of a board: the board page's own, but for its page. */
export const viewParameters = parameterNames.flatMap((name) => {
  if (name === "page") return [];
  const [description, schema] = described[name];
  return [inQuery(name, description, schema)];
});
