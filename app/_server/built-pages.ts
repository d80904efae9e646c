import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { scriptsOfBuild } from "./content-security-policy.ts";

/** What the build rendered before there was any data. */
export interface BuiltPages {
  /** Says that there is nothing at an address. */
  readonly notFound: Buffer;
  /** Inline scripts that the site is made with. */
  readonly scripts: ReadonlySet<string>;
}

export function readBuiltPages(build: string): BuiltPages {
  const folder = join(build, "server");
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const pages = names.filter((name) => name.endsWith(".html"));
  return {
    notFound: readFileSync(join(folder, "app/_not-found.html")),
    scripts: scriptsOfBuild(pages.map((name) => readFileSync(join(folder, name), "utf8"))),
  };
}
