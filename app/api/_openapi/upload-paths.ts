import type { AnswerName } from "./answers.ts";
import { inPath } from "./parameters.ts";
import { answer, json, notFound } from "./responses.ts";

/** Doors of uploads. */

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

export function upload({ summary, body, maxBytes, conflict, corrects = false }: Upload) {
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
export const picturePath = {
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
