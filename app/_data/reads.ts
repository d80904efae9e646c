import { openApiDocument } from "../api/_openapi/document.ts";
import type { maintainerPaths } from "../api/_openapi/maintainer-paths.ts";
import type { paths } from "../api/_openapi/paths.ts";
import { answerShape, type Schema } from "./answer-shape.ts";

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly description: string;
}

/** What anybody may ask for, as the API's own document says. */
export interface ApiRead {
  /** With parameters in braces. */
  readonly path: string;
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  /** Outline of the answer; null: a picture. */
  readonly shape: string | null;
}

interface Operation {
  readonly summary: string;
  readonly parameters?: readonly Parameter[];
  readonly security?: unknown;
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { schema: Schema }>> }>
  >;
}

/** Every address that is read without a token, in the document's order. */
export function apiReads(): ApiRead[] {
  const { paths, components } = openApiDocument("");
  const schemas = components.schemas as Record<string, Schema>;
  const entries = Object.entries(paths) as [string, { get?: Operation; parameters?: readonly Parameter[] }][];
  return entries.flatMap(([path, { get, parameters = [] }]) => {
    if (!get || get.security !== undefined) return [];
    const schema = get.responses["200"]?.content?.["application/json"]?.schema;
    return [
      {
        ...{ path, summary: get.summary, parameters: [...parameters, ...(get.parameters ?? [])] },
        shape: schema ? answerShape(schema, schemas) : null,
      },
    ];
  });
}

type OpenPath = Exclude<keyof typeof paths, keyof typeof maintainerPaths>;

/** By each address with a parameter what may stand there today; undefined: nothing of the kind is here. */
export type KnownIds = Readonly<Record<Extract<OpenPath, `${string}{${string}`>, string | undefined>>;

/**
 * The address with known ids in the place of its parameters; null where one of them is not known.
 *
 * @param known by address and name, such as `/api/v1/boards/{cohort}`
 */
export function exampleAddress(
  path: string,
  known: Readonly<Record<string, string | undefined>>,
): string | null {
  if (!path.includes("{")) return path;
  const value = known[path];
  return value === undefined ? null : path.replace(/\{[^}]+\}/, encodeURIComponent(value));
}
