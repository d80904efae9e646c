import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * A process that is killed again and again, and started again each time until it is told to end; one that works "until
 * done" is not started again once it ended with 0.
 */
export class Victim {
  readonly name: string;
  /** Everything it said, of the last start. */
  output = "";
  kills = 0;
  readonly #spawn: () => ChildProcess;
  #child: ChildProcess | null = null;
  #isWanted = true;
  readonly #done: Promise<void>;

  constructor(name: string, works: "until done" | "until told", spawn: () => ChildProcess) {
    this.name = name;
    this.#spawn = spawn;
    this.#done = this.#live(works);
  }

  async #live(works: "until done" | "until told"): Promise<void> {
    while (this.#isWanted) {
      const child = this.#spawn();
      this.#child = child;
      this.output = "";
      for (const stream of [child.stdout, child.stderr]) {
        stream?.setEncoding("utf8").on("data", (text: string) => {
          this.output += text;
        });
      }
      const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
      this.#child = null;
      if (code === 0 && works === "until done") return;
      // One that ends at once for a reason of its own would only be started more often.
      await sleep(100);
    }
  }

  get isAlive(): boolean {
    return this.#child !== null;
  }

  /** Until it said this since it was started, or ended. */
  async says(text: string): Promise<void> {
    const child = this.#child;
    while (child !== null && this.#child === child && !this.output.includes(text)) await sleep(10);
  }

  /** In the middle of whatever it does. */
  kill(): void {
    if (this.#child?.kill("SIGKILL")) this.kills += 1;
  }

  /** Asks it to end, and waits until it has. */
  async end(): Promise<void> {
    this.#isWanted = false;
    this.#child?.kill("SIGTERM");
    await this.#done;
  }

  /** Until it ended of its own accord. */
  done(): Promise<void> {
    return this.#done;
  }
}
