import { parseArgs } from "node:util";
import { noticeInterruption, requireBuild, runCommand, wholeNumber } from "../tools/command-options.ts";
import { killEverything } from "./kill-everything.ts";

const help = `Kills the built site, two workers on one grid of cells and the upload client at random moments, and starts each again,
while made-up uploads of every kind keep coming. In the end everything that was answered has to be there to the letter,
every cell measured once and its bundle sent, and files, rows and snapshots have to say the same.

  npm run kill:everything [-- --kills 200 --seed 1]

Needs a build. Takes some two seconds a kill. Ends with exit code 1 where anything else is found, and prints it.`;

export async function killCommand(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      kills: { type: "string", default: "200" },
      seed: { type: "string", default: "1" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return;
  }
  const [kills, seed] = [wholeNumber("kills", values.kills), wholeNumber("seed", values.seed)];
  requireBuild();
  const start = performance.now();
  const interrupted = noticeInterruption();
  const report = await killEverything({
    ...{ kills, seed },
    onProgress: (killed, uploads) => {
      interrupted.throwIfAborted();
      if (killed % 10 === 0) console.log(`${killed} of ${kills} kills, ${uploads} uploads answered`);
    },
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  const each = Object.entries(report.kills).map(([name, count]) => `${name} ${count}`);
  console.log(`${kills} kills, seed ${seed}, ${seconds} s: ${each.join(", ")}`);
  console.log(`${report.cells} cells measured and sent, ${report.uploads} other uploads answered`);
  for (const failure of report.failures) console.log(`FAILED  ${failure}`);
  console.log(
    report.failures.length === 0
      ? "nothing is lost, nothing is left over"
      : `${report.failures.length} failures`,
  );
  if (report.failures.length > 0) process.exitCode = 1;
}

await runCommand(import.meta.url, killCommand);
