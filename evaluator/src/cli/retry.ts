import { resolve } from "node:path";
import { Command } from "commander";
import { InputError } from "../files/input-error.ts";
import { retryFailed } from "../grid/retry.ts";

/** `evaluator retry`: sets failed cells free. */
export function retryCommand(): Command {
  return new Command("retry")
    .description("set failed cells of an output folder free, for the next worker to try again")
    .argument("<out>", "the --out of `evaluator run` or `work`")
    .option("--only <text>", "only those whose name, as `evaluator status` shows it, contains this")
    .option("--json", "print one JSON document")
    .action(async (out: string, { only, json }: { only?: string; json?: true }) => {
      const freed = await retryFailed(resolve(out), (title) => only === undefined || title.includes(only));
      if (only !== undefined && freed.length === 0) {
        throw new InputError(
          `--only "${only}": no failed cell; expected a part of a name that \`status\` shows`,
        );
      }
      if (json) console.log(JSON.stringify({ cells: freed }, null, 2));
      else
        console.log([...freed.map((title) => `to do again  ${title}`), `${freed.length} cells`].join("\n"));
    });
}
