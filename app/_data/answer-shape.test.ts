import { expect, test } from "vitest";
import { answerShape } from "./answer-shape.ts";

test("draws fields, lists, choices and references", () => {
  const named = {
    One: {
      type: "object",
      properties: { id: { type: "string" }, rank: { anyOf: [{ type: "number" }, { type: "null" }] } },
    },
  };
  const schema = {
    type: "object",
    properties: {
      all: { type: "array", items: { $ref: "#/components/schemas/One" } },
      unit: { enum: ["percent", "metre", "nat", "fraction"] },
      by: { type: "object", additionalProperties: { type: "number" } },
    },
  };
  expect(answerShape(schema, named)).toBe(`{
  "all": [{
    "id": string,
    "rank": number or null
  }, …],
  "unit": "percent" | "metre" | "nat" | …,
  "by": { "…": number }
}`);
  expect(() => answerShape({ $ref: "#/components/schemas/Two" }, named)).toThrow("Two");
});
