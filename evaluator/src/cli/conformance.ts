import { Command } from "commander";
import type { CaseResult } from "../conformance/case-result.ts";
import {
  type ConformanceGroup,
  type ConformanceOptions,
  checkFolder,
  conformanceGroups,
  executorIds,
} from "../conformance/conformance.ts";
import { formatHeading, formatLine, formatRow, formatSummary } from "../conformance/report.ts";
import { InputError } from "../files/input-error.ts";
import type { ExecutorId } from "../program/executor.ts";
import { chooseDevice, deviceOption } from "./device-option.ts";

interface ConformanceFlags {
  readonly json?: true;
  readonly only?: string;
  readonly executors?: string;
  readonly device: string;
}

/** `evaluator conformance DIR`: checks every reference case of a folder. */
export function conformanceCommand(): Command {
  return new Command("conformance")
    .description("check every reference case of a folder: worst error, accepted error, pass or fail")
    .argument("<dir>", `folder with ${conformanceGroups.join(", ")} in it`)
    .option("--json", "print one JSON document")
    .option("--only <groups>", `check only these, separated by commas: ${conformanceGroups.join(", ")}`)
    .option(
      "--executors <ids>",
      `run the readout on these: ${executorIds.join(", ")} (default: onnxruntime, and tfjs-node where present)`,
    )
    .addOption(deviceOption("cpu"))
    .addHelpText(
      "after",
      "\nExits with 0 when every case passed, 1 when one failed, 2 when the input is wrong.",
    )
    .action(async (directory: string, flags: ConformanceFlags) => {
      const style = flags.json ? "json" : process.stdout.isTTY ? "table" : "lines";
      if (style === "table") console.log(formatHeading());
      const results: CaseResult[] = [];
      const device = await chooseDevice(flags.device, (line) => console.error(line));
      for await (const result of checkFolder(directory, { ...parseOptions(flags), device })) {
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

function parseOptions(flags: ConformanceFlags): ConformanceOptions {
  const options: { only?: ConformanceGroup[]; executors?: ExecutorId[] } = {};
  if (flags.only !== undefined) options.only = parseNames("--only", flags.only, conformanceGroups);
  if (flags.executors !== undefined) {
    options.executors = parseNames("--executors", flags.executors, executorIds);
  }
  return options;
}

function parseNames<Name extends string>(flag: string, text: string, known: readonly Name[]): Name[] {
  return text.split(",").map((part) => {
    const name = known.find((candidate) => candidate === part.trim());
    if (!name) throw new InputError(`${flag} ${part}: expected some of ${known.join(", ")}`);
    return name;
  });
}
