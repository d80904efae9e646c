import { delimiter, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { examine } from "../doctor/examine.ts";
import { formatFindings, isHealthy } from "../doctor/finding.ts";
import { cacheDirectory } from "../files/cache-directory.ts";

interface DoctorFlags {
  readonly json?: true;
  readonly data?: readonly string[];
}

/** `evaluator doctor`: what is there, what is missing, and the command that mends it. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description("say what is there, what is missing, and the command that mends it")
    .option("--json", "print one JSON document")
    .option("--data <folders...>", "folders to look for data sets in (default: EVALUATOR_DATA)")
    .addHelpText("after", "\nExits with 0 when everything that a run needs is there, otherwise with 1.")
    .action(async (flags: DoctorFlags) => {
      const named = flags.data ?? (process.env.EVALUATOR_DATA ?? "").split(delimiter).filter(Boolean);
      const findings = await examine({
        cache: cacheDirectory(),
        dataFolders: named.map((folder) => resolve(folder)),
        evaluatorDirectory: fileURLToPath(new URL("../../", import.meta.url)),
      });
      const healthy = isHealthy(findings);
      console.log(flags.json ? JSON.stringify({ healthy, findings }, null, 2) : formatFindings(findings));
      if (!healthy) process.exitCode = 1;
    });
}
