import { Command } from "commander";
import type { CaseResult } from "../conformance/case-result.ts";
import { type ConformanceGroup, checkFolder, conformanceGroups } from "../conformance/conformance.ts";
import { formatHeading, formatLine, formatRow, formatSummary } from "../conformance/report.ts";
import { InputError } from "../input-error.ts";

interface ConformanceFlags {
  readonly json?: true;
  readonly only?: string;
}

/** `evaluator conformance DIR`: checks every reference case of a folder. */
export function conformanceCommand(): Command {
  return new Command("conformance")
    .description("check every reference case of a folder: worst error, accepted error, pass or fail")
    .argument("<dir>", `folder with ${conformanceGroups.join(", ")} in it`)
    .option("--json", "print one JSON document")
    .option("--only <groups>", `check only these, separated by commas: ${conformanceGroups.join(", ")}`)
    .addHelpText(
      "after",
      "\nExits with 0 when every case passed, 1 when one failed, 2 when the input is wrong.",
    )
    .action(async (directory: string, flags: ConformanceFlags) => {
      const style = flags.json ? "json" : process.stdout.isTTY ? "table" : "lines";
      if (style === "table") console.log(formatHeading());
      const results: CaseResult[] = [];
      const options = flags.only === undefined ? {} : { only: parseGroups(flags.only) };
      for await (const result of checkFolder(directory, options)) {
        results.push(result);
        if (style === "table") console.log(formatRow(result));
        if (style === "lines") console.log(formatLine(result));
      }
      const passed = results.every((result) => result.passed);
      console.log(
        style === "json" ? JSON.stringify({ passed, cases: results }, null, 2) : formatSummary(results),
      );
      if (!passed) process.exitCode = 1;
    });
}

function parseGroups(text: string): ConformanceGroup[] {
  return text.split(",").map((name) => {
    const group = conformanceGroups.find((known) => known === name.trim());
    if (!group) throw new InputError(`--only ${name}: expected some of ${conformanceGroups.join(", ")}`);
    return group;
  });
}
