import type { AnswerName } from "./answers.ts";
import { maintainerPaths } from "./maintainer-paths.ts";
import { inPath, inQuery, viewParameters } from "./parameters.ts";
import { answer, json, notFound, notModified, reference, uploaded } from "./responses.ts";
import { picturePath, upload } from "./upload-paths.ts";

/** Every address of the API. */

const gone = answer("A maintainer withdrew it; says why.", "Withdrawn");

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

const ofBackbone = inQuery("backbone", "Id of a backbone: those about its results alone.");

export const paths = {
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
