import type { AnswerName } from "./answers.ts";
import { inPath, inQuery } from "./parameters.ts";
import { answer, json, notFound } from "./responses.ts";

/** What maintainers and the operator alone may ask. */

const refusedMaintainers = {
  "401": answer("No valid token.", "Error"),
  "403": answer("The token lacks the scope maintain.", "Error"),
};
const asked = (name: AnswerName) => ({ required: true, content: json(name) });
const forMaintainers = { security: [{ token: [] }] };
export const maintainerPaths = {
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
      summary: "Accept, withdraw or reinstate what was uploaded; ban or unban a holder; name a snapshot",
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
