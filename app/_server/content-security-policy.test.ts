import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  contentSecurityPolicy,
  inlineScriptHashes,
  isFlightPush,
  scriptsOfBuild,
} from "./content-security-policy.ts";

const hashOf = (script: string) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`;

const built = scriptsOfBuild([
  '<script>theme()</script><script id="_R_">boot()</script><script src="/a.js"></script>',
  '<script>theme()</script><script>self.__next_f.push([1,"data of the build"])</script>',
]);

describe("inlineScriptHashes", () => {
  test("allows the build's scripts and pushes of data, each once", () => {
    const pushes = [
      "(self.__next_f=self.__next_f||[]).push([0])",
      'self.__next_f.push([1,"1:[\\"$\\",\\"p\\",null,{}]\\u003c\\n"])',
      'self.__next_f.push([3,"AAEC"])',
    ];
    const page = ["theme()", "boot()", ...pushes, "theme()"].map((one) => `<script>${one}</script>`).join("");
    const { allowed, foreign } = inlineScriptHashes(page, built);
    expect(allowed).toEqual(["theme()", "boot()", ...pushes].map(hashOf));
    expect(foreign).toEqual([]);
  });

  test.each([
    "alert(1)",
    "theme();alert(1)",
    " theme()",
    'self.__next_f.push([1,"a"]);alert(1)',
    "self.__next_f.push([1,alert(1)])",
    'self.__next_f.push([1,"a"+alert(1)])',
    "self.__next_f.push([1,alert`1`])",
    'self.__next_f.push([1,"a"],alert(1))',
    'self.__next_f.push([0,"a"])',
    'self.__next_f.push([1,"a","b"])',
    'self.__next_f.push([1,{"toString":1}])',
    'self.__next_f.push([1,"<!--<b>"])',
    "self.__next_f.push((alert(1),[0]))",
    'self.__next_f.push([1,"a"])\nalert(1)',
    "(self.__next_f=alert(1)).push([0])",
  ])("gives an injected script no hash: %s", (script) => {
    const page = `<script>theme()</script><p>label <script>${script}</script></p>`;
    const { allowed, foreign } = inlineScriptHashes(page, built);
    expect(allowed).toEqual([hashOf("theme()")]);
    expect(foreign).toEqual([script]);
  });

  test("leaves data blocks and scripts with a source alone", () => {
    const page =
      '<script type="application/json">{"a":1}</script><script async src="/x.js"></script><p>text</p>';
    expect(inlineScriptHashes(page, built)).toEqual({ allowed: [], foreign: [] });
    expect(contentSecurityPolicy([], "this site")).toContain("script-src 'self';");
  });
});

test("what the build pushed is data of its own pages, not a script of the site", () => {
  expect([...built]).toEqual(["theme()", "boot()"]);
  expect(isFlightPush('self.__next_f.push([1,"data of the build"])')).toBe(true);
});
