import { Command } from "commander";
import { cacheDirectory } from "../files/cache-directory.ts";
import { type SetupResult, setupNative } from "../setup/setup-native.ts";

/** Exit code for "nothing failed, but it would have to come over the network", which `--local-only` forbids. */
const NOT_AVAILABLE_LOCALLY = 3;

interface SetupFlags {
  readonly from?: string;
  readonly gpu?: true;
  readonly localOnly?: true;
}

/** `evaluator setup`: provides the native TensorFlow backend. */
export function setupCommand(): Command {
  return new Command("setup")
    .description("provide the native TensorFlow backend (optional: everything also works without it)")
    .option("--from <path>", "a TensorFlow wheel, a libtensorflow archive, or a folder with either unpacked")
    .option("--gpu", "with CUDA: needs an NVIDIA driver, downloads about 3 GB")
    .option("--local-only", "use nothing that would come over the network; exit with 3 where that is needed")
    .addHelpText(
      "after",
      "\nWithout --from, TENSORFLOW_DIR names the folder; without that, pip is asked for the wheel." +
        "\nWhat is made is kept in EVALUATOR_CACHE (default: the system's cache folder) and linked into node_modules.",
    )
    .action(async (flags: SetupFlags) => {
      const result = await setupNative({
        cache: cacheDirectory(),
        device: flags.gpu ? "cuda" : "cpu",
        from: flags.from ?? process.env.TENSORFLOW_DIR ?? null,
        reach: flags.localOnly ? "local" : "configured",
        report: (line) => console.error(`setup: ${line}`),
      });
      console.log(sentenceFor(result));
      if (result.kind === "not-available-locally") process.exitCode = NOT_AVAILABLE_LOCALLY;
    });
}

function sentenceFor(result: SetupResult): string {
  if (result.kind === "not-available-locally")
    return `native backend not available locally: ${result.reason}`;
  const { tensorflowVersion, packageVersion, device } = result.native;
  const what = `native backend: TensorFlow ${tensorflowVersion} under tfjs-node-gpu ${packageVersion} on ${device}`;
  if (result.kind === "already-there") return `${what}, there already (${result.directory})`;
  return `${what}, verified (${result.directory})`;
}
