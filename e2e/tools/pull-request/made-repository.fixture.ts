import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A repository with one commit, on which requests are made; removed with `using`. */
export class MadeRepository implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), "made-repository-"));
  readonly base: string;

  constructor(files: Readonly<Record<string, string>>) {
    this.#git("init", "--quiet", "--initial-branch=main");
    this.base = this.commit(files);
  }

  /** Commits on top of the base; null removes a file, and "-> PATH" makes a link. Returns the commit. */
  request(files: Readonly<Record<string, string | null>>): string {
    this.#git("checkout", "--quiet", "--detach", this.base);
    return this.commit(files);
  }

  commit(files: Readonly<Record<string, string | null>>): string {
    for (const [path, content] of Object.entries(files)) {
      const place = join(this.folder, path);
      mkdirSync(dirname(place), { recursive: true });
      rmSync(place, { force: true });
      if (content?.startsWith("-> ")) symlinkSync(content.slice(3), place);
      else if (content !== null) writeFileSync(place, content);
    }
    this.#git("add", "--all", "--force");
    this.#git("commit", "--quiet", "--allow-empty", "--message", "made");
    return this.#git("rev-parse", "HEAD").trim();
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #git(...args: readonly string[]): string {
    const identity = [
      "-c",
      "user.name=made",
      "-c",
      "user.email=made@example.org",
      "-c",
      "commit.gpgsign=false",
    ];
    return execFileSync("git", ["-C", this.folder, ...identity, ...args], { encoding: "utf8" });
  }
}
