import { expect, test } from "vitest";
import type { ZodType } from "zod";
import { manifestSchema } from "./manifest.ts";
import { engineSchema, environmentSchema, variantSchema } from "./result-bundle.ts";
import { speedMeasurementSchema } from "./speed.ts";

/** What has no end elsewhere: each of these is wrong by its length or size alone. */
const long = (characters: number) => "a".repeat(characters);

function problemsOf(schema: ZodType, value: object): string[] {
  const parsed = schema.safeParse(value);
  return parsed.success ? [] : parsed.error.issues.map(({ path }) => path.map(String).join("."));
}

const entries = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`library-${index}`, "1"]));

test.each<[string, ZodType, string, unknown]>([
  ["a label of 81 characters", manifestSchema, "label", long(81)],
  ["an objective of 201", manifestSchema, "objective", long(201)],
  ["an architecture of 101", manifestSchema, "architecture", long(101)],
  ["pretraining data of 301", manifestSchema, "pretrainingData", long(301)],
  ["a licence of 201", manifestSchema, "licence", long(201)],
  ["notes of 5001", manifestSchema, "notes", long(5001)],
  ["a contact of 201", manifestSchema, "contact", long(201)],
  ["an address of 2001", manifestSchema, "paper", `https://example.org/${long(1981)}`],
  ["options of 50,000", manifestSchema, "options", { name: long(50_000) }],
  ["ten trillion parameters and more", manifestSchema, "parameters", 1e13 + 2],
  ["an engine's name of 101", engineSchema, "name", long(101)],
  ["a device of 201", engineSchema, "device", long(201)],
  ["65 libraries", engineSchema, "libraries", entries(65)],
  ["a command of 4001", environmentSchema, "command", long(4001)],
  ["a processor of 201", environmentSchema, "processor", long(201)],
  ["a width of a million", variantSchema, "baselineDim", 1_000_000],
  ["a learning rate above 1", variantSchema, "learningRate", 1.5],
  ["a version of 9,000 digits", speedMeasurementSchema, "protocolVersion", "9".repeat(9000)],
])("%s is refused", (_, schema, field, value) => {
  expect(problemsOf(schema, { [field]: value })).toContain(field);
});
