import { z } from "zod";
import { answers } from "./answers.ts";
import { paths } from "./paths.ts";
import { uploaded } from "./responses.ts";

/** The OpenAPI 3.1 document of /api/v1, from the same zod schemas that tests hold the answers to. */

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

/** Tests hold our answers to exactly these fields; readers must expect more of them. */
function withRoom(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema), (name, value: unknown) =>
    name === "additionalProperties" && value === false ? undefined : value,
  );
}

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
