import { z } from "zod";
import { metricIds, taskIds } from "#contract";
import { aggregationIds } from "#db/board-types.ts";
import { weightChoices } from "../../_board/aggregate.ts";
import { facetIds } from "../../_board/facets.ts";
import { backboneFactKeys } from "../../_board/fact-columns.ts";
import { trainings } from "../../_parts/training.ts";
import { type AnswerName, answers } from "./answers.ts";

/** The OpenAPI 3.1 document of /api/v1, from the same zod schemas that tests hold the answers to. */

const reference = (name: AnswerName) => ({ $ref: `#/components/schemas/${name}` });

function schemas(): Record<string, unknown> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(answers)) registry.add(schema, { id });
  const made = z.toJSONSchema(registry, {
    uri: (id) => `#/components/schemas/${id}`,
    // A refinement has no JSON Schema; the prose says what it asks.
    unrepresentable: "any",
  });
  return Object.fromEntries(
    // OpenAPI places and names the schemas itself.
    Object.entries(made.schemas).map(([id, { $id: _, $schema: __, ...schema }]) => [
      id,
      uploaded.some((name) => name === id) ? schema : withRoom(schema),
    ]),
  );
}

/** Documents that we take, to the letter. */
const uploaded: readonly AnswerName[] = [
  "ResultBundle",
  "SpeedMeasurement",
  "ArtefactIndex",
  "OutputSizes",
  "Envelope",
];

/** Tests hold our answers to exactly these fields; readers must expect more of them. */
function withRoom(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema), (name, value: unknown) =>
    name === "additionalProperties" && value === false ? undefined : value,
  );
}

const json = (name: AnswerName) => ({ "application/json": { schema: reference(name) } });
const answer = (description: string, name: AnswerName) => ({ description, content: json(name) });
const notModified = { description: "The reader's If-None-Match names these bytes." };
const notFound = answer("There is no such thing; the error says where to look.", "Error");

function read(summary: string, name: AnswerName, parameters: readonly unknown[] = []) {
  const own = parameters.length > 0 ? { "404": notFound } : {};
  return {
    get: { summary, parameters, responses: { "200": answer("As asked.", name), "304": notModified, ...own } },
  };
}

const inPath = (name: string, description: string) => ({
  name,
  in: "path",
  required: true,
  description,
  schema: { type: "string" },
});

const inQuery = (
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

const viewParameters = [
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
  inQuery("show", "Groups of columns besides the usual ones, joined by commas: identity, readout."),
  inQuery("hide", "Groups of columns to leave out, joined by commas: ids of tasks, size."),
  inQuery("pin", "Ids of backbones to put first, joined by commas, whether they pass the filters or not."),
];

const boardPath = {
  get: {
    summary: "One board, as a view of the board page shows it",
    parameters: [
      inPath("cohort", "Id of a board, from /api/v1/boards."),
      ...viewParameters,
      inQuery("snapshot", "Id of a snapshot: the board as it was."),
      inQuery("format", "json by default.", { enum: ["json", "csv"] }),
    ],
    responses: {
      "200": {
        description: "Rows in the view's order.",
        content: { ...json("Board"), "text/csv": { schema: { type: "string" } } },
      },
      "304": notModified,
      "400": answer("A format that there is not.", "Error"),
      "404": notFound,
    },
  },
};

const refusals = (maxBytes: string, type: string) => ({
  "401": answer("No valid token.", "Error"),
  "403": answer("The token lacks the scope results:write.", "Error"),
  "413": answer(`Over ${maxBytes}.`, "Error"),
  "415": answer(`Not ${type}.`, "Error"),
  "429": answer("Too many uploads; Retry-After says when to go on.", "Error"),
});

interface Upload {
  readonly summary: string;
  readonly body: AnswerName;
  readonly maxBytes: string;
  /** What it may contradict. */
  readonly conflict: string;
}

function upload({ summary, body, maxBytes, conflict }: Upload) {
  return {
    post: {
      summary,
      security: [{ token: [] }],
      parameters: [
        {
          name: "Idempotency-Key",
          in: "header",
          required: false,
          description: "SHA-256 of the canonical document: sending it again is harmless.",
          schema: { type: "string" },
        },
      ],
      requestBody: { required: true, content: json(body) },
      responses: {
        "200": answer("The same document was stored before.", "Stored"),
        "201": answer("Stored.", "Stored"),
        "400": answer("Not such a document; `problems` names every mistake.", "Error"),
        "409": answer(`The key names another document, or ${conflict}.`, "Error"),
        ...refusals(maxBytes, "application/json"),
      },
    },
  };
}

const png = { "image/png": { schema: { type: "string", contentEncoding: "binary" } } };
const picturePath = {
  parameters: [inPath("file", "<SHA-256 of the picture>.png")],
  get: {
    summary: "A picture, for ever the same",
    responses: { "200": { description: "The PNG.", content: png }, "404": notFound },
  },
  head: {
    summary: "Is the picture here?",
    responses: { "200": { description: "Yes." }, "404": { description: "No." } },
  },
  put: {
    summary: "Upload one picture of an index, before the index",
    security: [{ token: [] }],
    requestBody: { required: true, content: png },
    responses: {
      "200": answer("It was here before.", "StoredPicture"),
      "201": answer("Stored.", "StoredPicture"),
      "400": answer("Not a plain PNG of at most 4096 pixels a side with that hash.", "Error"),
      ...refusals("two megabytes", "image/png"),
    },
  },
};

const paths = {
  "/api/v1/boards": read("Every board", "Boards"),
  "/api/v1/boards/{cohort}": boardPath,
  "/api/v1/backbones": read("Every backbone", "Backbones"),
  "/api/v1/backbones/{id}": read("A backbone, its results and its boards", "BackbonePage", [
    inPath("id", "Id of a backbone, from /api/v1/backbones."),
  ]),
  "/api/v1/snapshots": read("Every snapshot, newest first", "Snapshots"),
  "/api/v1/snapshots/{id}": {
    get: {
      summary: "A snapshot, or what changed up to it",
      parameters: [
        inPath("id", "Id of a snapshot, from /api/v1/snapshots."),
        inQuery("since", "Id of an older snapshot: answers the difference between the two."),
      ],
      responses: {
        "200": {
          description: "A SnapshotDiff where `since` is given.",
          content: {
            "application/json": { schema: { anyOf: [reference("SnapshotPage"), reference("SnapshotDiff")] } },
          },
        },
        "304": notModified,
        "404": notFound,
      },
    },
  },
  "/api/v1/results": upload({
    summary: "Upload one result",
    body: "ResultBundle",
    maxBytes: "a megabyte",
    conflict: "the backbone's id belongs to another backbone",
  }),
  "/api/v1/speed": {
    ...read("Every speed measurement, newest first", "Speeds"),
    ...upload({
      summary: "Upload one speed measurement",
      body: "SpeedMeasurement",
      maxBytes: "a tenth of a megabyte",
      conflict: "the backbone's id belongs to another backbone",
    }),
  },
  "/api/v1/artefacts": upload({
    summary: "Upload the index of a result's pictures",
    body: "ArtefactIndex",
    maxBytes: "a megabyte",
    conflict: "its result or some of its pictures are not here",
  }),
  "/api/v1/output-sizes": upload({
    summary: "Upload a result's scores at other output sizes",
    body: "OutputSizes",
    maxBytes: "a tenth of a megabyte",
    conflict: "its result is not here",
  }),
  "/api/v1/pictures/{file}": picturePath,
  "/api/v1/results/{id}": read("A bundle as it was accepted", "ResultBundle", [
    inPath("id", "SHA-256 of the canonical bundle."),
  ]),
  "/api/v1/attestations": upload({
    summary: "Upload a maintainer's signature of a result",
    body: "Envelope",
    maxBytes: "20,000 bytes",
    conflict: "its result is not here",
  }),
  "/api/v1/results/{id}/attestations": read("The signatures of a result", "Attestations", [
    inPath("id", "SHA-256 of the canonical bundle."),
  ]),
  "/api/v1/speed/{id}": read("A speed measurement as it was accepted", "SpeedMeasurement", [
    inPath("id", "SHA-256 of the canonical measurement."),
  ]),
  "/api/v1/health": {
    get: { summary: "Is the database there?", responses: { "200": answer("Yes.", "Health") } },
  },
};

export function openApiDocument(origin: string) {
  return {
    openapi: "3.1.1",
    info: {
      title: "Dense Probing Leaderboard",
      version: "1",
      summary: "Scores of frozen vision backbones on dense tasks, with the provenance of every number.",
      description:
        "Reads need no key, allow any origin and carry an ETag. Within version 1 fields are added, never changed or removed. Numbers of different boards must not be ranked together.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: origin }],
    paths,
    components: {
      schemas: schemas(),
      securitySchemes: { token: { type: "http", scheme: "bearer", description: "An upload token, dap_…" } },
    },
  };
}
