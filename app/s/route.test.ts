import { expect, test } from "vitest";
import { GET } from "./route.ts";

test.each([
  ["after=2026-11&before=0123456789abcdef", "/s/2026-11/since/0123456789abcdef"],
  ["after=..&before=//evil.example", "/s/none/since/none"],
  ["after=%2e%2e%2f&before=a%0d%0ab", "/s/none/since/none"],
  ["", "/s/none/since/none"],
])("a choice of two states, ?%s, leads to what changed between them: %s", (query, address) => {
  const { status, headers } = GET(new Request(`http://site.example/s?${query}`));
  expect([status, headers.get("location")]).toEqual([307, address]);
});
