import type { AnswerName } from "./answers.ts";

/** What addresses take and answer, by the names of `answers`. */

export const reference = (name: AnswerName) => ({ $ref: `#/components/schemas/${name}` });

/** Documents that we take, to the letter. */
export const uploaded: readonly AnswerName[] = [
  "ResultBundle",
  "SpeedMeasurement",
  "ArtefactIndex",
  "OutputSizes",
  "Envelope",
];

export const json = (name: AnswerName) => ({ "application/json": { schema: reference(name) } });
export const answer = (description: string, name: AnswerName) => ({ description, content: json(name) });
export const notModified = { description: "The reader's If-None-Match names these bytes." };
export const notFound = answer("There is no such thing; the error says where to look.", "Error");
