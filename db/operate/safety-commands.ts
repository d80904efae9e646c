import { parseArgs } from "node:util";
import { formatHead } from "../verify/audit-chain.ts";
import { verifyEverything } from "../verify/verify-everything.ts";
import { rebuildResults } from "../write/rebuild.ts";
import { type Command, print, UsageError } from "./command.ts";
import { withDatabase } from "./with-database.ts";

async function verify(parameters: string[]): Promise<void> {
  const { values } = parseArgs({
    args: parameters,
    options: { json: { type: "boolean", default: false } },
  });
  await withDatabase(async (open) => {
    const found = await verifyEverything(open);
    const { files, auditHead, differences, setAside } = found;
    if (values.json) print(JSON.stringify({ ...found, place: open.files.place }));
    else {
      for (const { subject, difference } of differences) print(`${subject}: ${difference}`);
      const counts = Object.entries(files).map(([name, count]) => `${count} ${name}`);
      print(
        `${counts.join(", ")} in ${open.files.place}; audit head ${auditHead ? formatHead(auditHead) : "none"}`,
      );
      if (setAside.length > 0) print(`${setAside.length} files were set aside earlier, in quarantine`);
      print(`${differences.length} differences`);
    }
    if (differences.length > 0) process.exitCode = 1;
  });
}

function allowedLoss(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 0) return count;
  throw new UsageError(`--allow-loss ${text}; expected how many results and other documents may vanish`);
}

async function rebuild(parameters: string[]): Promise<void> {
  const { values } = parseArgs({
    args: parameters,
    options: { "allow-loss": { type: "string", default: "0" } },
  });
  const allowed = allowedLoss(values["allow-loss"]);
  await withDatabase(async (open) => {
    const { added, problems } = await rebuildResults(open, allowed);
    for (const { file, reason } of problems) print(`${file} ${reason}`);
    const lost = allowed > 0 ? `; ${allowed} vanished, as allowed` : "";
    print(`rebuilt from the paper and ${added} kept documents in ${open.files.place}${lost}`);
  });
}

export const safetyCommands: readonly Command[] = [
  {
    usage: "verify [--json]",
    summary:
      "compare all kept files with their hashes and with the rows, both ways; exit 1 where anything differs",
    run: verify,
  },
  {
    usage: "rebuild [--allow-loss COUNT]",
    summary:
      "make all rows anew from the paper and the kept files, while nobody serves; refuses where anything would vanish",
    run: rebuild,
  },
];
