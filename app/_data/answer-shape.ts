/** What is read of a JSON Schema to draw an answer's outline. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
}

/** Deeper than this only says that there is more. */
const deepest = 4;
const mostValues = 3;

/**
 * The outline of what a schema describes, as JSON with kinds of values in the place of values: `{ "id": string }`.
 *
 * @param named the schemas that references name, by their last part
 */
export function answerShape(schema: Schema, named: Readonly<Record<string, Schema>>, depth = 0): string {
  const own = schema.$ref ? named[schema.$ref.split("/").at(-1) ?? ""] : schema;
  if (!own) throw new Error(`no schema ${schema.$ref}`);
  const within = (inner: Schema) => answerShape(inner, named, depth + 1);
  const choices = own.anyOf ?? own.oneOf;
  if (choices) return [...new Set(choices.map((choice) => answerShape(choice, named, depth)))].join(" or ");
  if (own.const !== undefined) return JSON.stringify(own.const);
  if (own.enum) return valuesOf(own.enum);
  if (own.properties) {
    if (depth >= deepest) return "{ … }";
    const indent = "  ".repeat(depth + 1);
    const fields = Object.entries(own.properties).map(
      ([name, inner]) => `${indent}${JSON.stringify(name)}: ${within(inner)}`,
    );
    return `{\n${fields.join(",\n")}\n${"  ".repeat(depth)}}`;
  }
  if (own.prefixItems)
    return `[${own.prefixItems.map((inner) => answerShape(inner, named, depth)).join(", ")}]`;
  if (own.items) return `[${answerShape(own.items, named, depth)}, …]`;
  if (typeof own.additionalProperties === "object") {
    return `{ "…": ${answerShape(own.additionalProperties, named, depth)} }`;
  }
  return [own.type ?? "anything"].flat().join(" or ");
}

function valuesOf(values: readonly unknown[]): string {
  const shown = values.slice(0, mostValues).map((value) => JSON.stringify(value));
  return [...shown, ...(values.length > mostValues ? ["…"] : [])].join(" | ");
}
