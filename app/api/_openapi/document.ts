import { z } from "zod";
import { type AnswerName, answers } from "./answers.ts";
import { inPath, inQuery, viewParameters } from "./parameters.ts";

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
const gone = answer("A maintainer withdrew it; says why.", "Withdrawn");
const notFound = answer("There is no such thing; the error says where to look.", "Error");

function read(summary: string, name: AnswerName, parameters: readonly { readonly in: string }[] = []) {
  const isSent = uploaded.includes(name) ? { "410": gone } : {};
  const own = parameters.some((parameter) => parameter.in === "path") ? { "404": notFound, ...isSent } : {};
  return {
    get: { summary, parameters, responses: { "200": answer("As asked.", name), "304": notModified, ...own } },
  };
}

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
  "403": answer("The token lacks the scope, or the cell or result belongs to another holder.", "Error"),
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
  /** Of a measurement: may name what it corrects. */
  readonly corrects?: boolean;
}

function upload({ summary, body, maxBytes, conflict, corrects = false }: Upload) {
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
        ...(corrects
          ? [
              {
                ...{ name: "Corrects", in: "header", required: false, schema: { type: "string" } },
                description:
                  "Id of what this corrects: has a maintainer's upload stand for another holder's, of the same cell and seed.",
              },
            ]
          : []),
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

const refusedMaintainers = {
  "401": answer("No valid token.", "Error"),
  "403": answer("The token lacks the scope maintain.", "Error"),
};
const asked = (name: AnswerName) => ({ required: true, content: json(name) });
const forMaintainers = { security: [{ token: [] }] };
const maintainerPaths = {
  "/api/v1/admin/tokens": {
    get: {
      summary: "Every token, for maintainers",
      ...forMaintainers,
      responses: { "200": answer("Without their secrets.", "Tokens"), ...refusedMaintainers },
    },
    post: {
      summary: "Make a token for a person or group",
      ...forMaintainers,
      requestBody: asked("TokenRequest"),
      responses: {
        "201": answer("Shown this once.", "NewToken"),
        "400": answer("Not such a request; `problems` names every mistake.", "Error"),
        ...refusedMaintainers,
      },
    },
  },
  "/api/v1/admin/tokens/{id}": {
    delete: {
      summary: "Revoke a token from the next request on",
      ...forMaintainers,
      parameters: [inPath("id", "Id of a token.")],
      responses: { "200": answer("Revoked.", "Revoked"), "404": notFound, ...refusedMaintainers },
    },
  },
  "/api/v1/admin/audit": {
    get: {
      summary: "The audit log, newest first, for maintainers",
      ...forMaintainers,
      parameters: [
        inQuery("since", "Entries of this time and later."),
        inQuery("actor", "Who did it."),
        inQuery("action", "What was done."),
        inQuery("subject", "What it was done to."),
        inQuery("before", "Entries with lower numbers, for the next page.", { type: "integer" }),
        inQuery("limit", "How many, 500 at most; 100 by default.", { type: "integer" }),
      ],
      responses: {
        "200": answer("Entries, each with the hash of the one before.", "Audit"),
        ...refusedMaintainers,
      },
    },
  },
  "/api/v1/admin/decisions": {
    post: {
      summary: "Accept, withdraw or reinstate what was uploaded; ban or unban a holder",
      ...forMaintainers,
      requestBody: asked("DecisionRequest"),
      responses: {
        "201": answer("Decided; it acts from the next request on.", "Decided"),
        "400": answer("Not such a decision; `problems` names every mistake.", "Error"),
        "404": notFound,
        "409": answer("It stands so already, or cannot from where it stands.", "Error"),
        ...refusedMaintainers,
      },
    },
  },
};

const ofBackbone = inQuery("backbone", "Id of a backbone: those about its results alone.");

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
    conflict: "the backbone's id belongs to another backbone, or it was withdrawn",
    corrects: true,
  }),
  "/api/v1/speed": {
    ...read("Every speed measurement, newest first", "Speeds"),
    ...upload({
      summary: "Upload one speed measurement",
      body: "SpeedMeasurement",
      maxBytes: "a tenth of a megabyte",
      conflict: "the backbone's id belongs to another backbone, or it was withdrawn",
      corrects: true,
    }),
  },
  "/api/v1/artefacts": {
    ...read("Every index of pictures, newest first", "Artefacts", [ofBackbone]),
    ...upload({
      summary: "Upload the index of a result's pictures",
      body: "ArtefactIndex",
      maxBytes: "a megabyte",
      conflict: "its result or some of its pictures are not here",
    }),
  },
  "/api/v1/artefacts/{id}": read("An index of pictures as it was accepted", "ArtefactIndex", [
    inPath("id", "SHA-256 of the canonical index."),
  ]),
  "/api/v1/output-sizes": {
    ...read("Every list of scores at other output sizes, newest first", "OutputSizesList", [ofBackbone]),
    ...upload({
      summary: "Upload a result's scores at other output sizes",
      body: "OutputSizes",
      maxBytes: "a tenth of a megabyte",
      conflict: "its result is not here",
    }),
  },
  "/api/v1/output-sizes/{id}": read("Scores at other output sizes as they were accepted", "OutputSizes", [
    inPath("id", "SHA-256 of the canonical list."),
  ]),
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
  "/api/v1/maintainers": read(
    "Public keys whose signatures verify results, and when they are valid",
    "Maintainers",
  ),
  "/api/v1/results/{id}/attestations": read("The signatures of a result that count today", "Attestations", [
    inPath("id", "SHA-256 of the canonical bundle."),
  ]),
  "/api/v1/speed/{id}": read("A speed measurement as it was accepted", "SpeedMeasurement", [
    inPath("id", "SHA-256 of the canonical measurement."),
  ]),
  "/api/v1/queue": read("What was submitted and waits for a maintainer, the oldest first", "Queue"),
  "/api/v1/decisions": read("What maintainers accepted, withdrew and reinstated, newest first", "Decisions"),
  ...maintainerPaths,
  "/api/v1/health": {
    get: {
      summary: "Do database, files and disk work?",
      responses: { "200": answer("Yes.", "Health"), "503": answer("One of them does not.", "Health") },
    },
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
