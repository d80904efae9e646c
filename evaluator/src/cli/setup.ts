import { Command } from "commander";
import { probeDevice, probeInWords } from "../backbones/device-probe.ts";
import { engineFolder, enginePackageFolder, whyAbsent } from "../devices/absent.ts";
import { cacheDirectory } from "../files/cache-directory.ts";
import { InputError } from "../files/input-error.ts";
import { engineVersion } from "../onnx/session.ts";
import { setupOnnxCuda } from "../setup/onnx-cuda.ts";
import { type SetupResult, setupNative } from "../setup/setup-native.ts";

/** Exit code for "nothing failed, but it would have to come over the network", which `--local-only` forbids. */
const NOT_AVAILABLE_LOCALLY = 3;

interface SetupFlags {
  readonly from?: string;
  readonly gpu?: true;
  readonly localOnly?: true;
  readonly onnxCuda?: true;
}

/** `evaluator setup`: provides what npm cannot: ONNX Runtime's CUDA provider, or the native TensorFlow backend. */
export function setupCommand(): Command {
  return new Command("setup")
    .description(
      "provide ONNX Runtime's CUDA provider (--onnx-cuda), or the native TensorFlow backend; optional: without them, " +
        "the processor and WebGPU compute",
    )
    .option(
      "--onnx-cuda",
      "for --device cuda: ONNX Runtime's CUDA libraries, of the version that npm installed",
    )
    .option(
      "--from <path>",
      "instead of the network: a wheel, an archive (TensorFlow's .tar.gz, ONNX Runtime's .nupkg), or a folder of them",
    )
    .option("--gpu", "TensorFlow with CUDA: needs an NVIDIA driver, downloads about 3 GB")
    .option("--local-only", "use nothing that would come over the network; exit with 3 where that is needed")
    .addHelpText(
      "after",
      "\nWithout --from, TENSORFLOW_DIR names the folder; without that, pip is asked for the wheel." +
        "\nWhat is made is kept in EVALUATOR_CACHE (default: the system's cache folder) and linked into node_modules.",
    )
    .action(async (flags: SetupFlags) => {
      const report = (line: string) => console.error(`setup: ${line}`);
      if (flags.onnxCuda) {
        await provideCuda(flags.from ?? null, report);
        return;
      }
      const result = await setupNative({
        cache: cacheDirectory(),
        device: flags.gpu ? "cuda" : "cpu",
        from: flags.from ?? process.env.TENSORFLOW_DIR ?? null,
        reach: flags.localOnly ? "local" : "configured",
        report,
      });
      console.log(sentenceFor(result));
      if (result.kind === "not-available-locally") process.exitCode = NOT_AVAILABLE_LOCALLY;
    });
}

async function provideCuda(from: string | null, report: (line: string) => void): Promise<void> {
  const { libraries } = await setupOnnxCuda({
    ...{ engineFolder: engineFolder(), engineVersion, packageFolder: enginePackageFolder() },
    ...{ from, report },
  });
  const device = { provider: "cuda", index: 0 } as const;
  const absent = await whyAbsent(device.provider);
  const probe = absent === null ? await probeDevice(device) : { works: false as const, reason: absent };
  if (!probe.works) throw new InputError(`${libraries.join(", ")} are there; --device cuda: ${probe.reason}`);
  console.log(`--device cuda: ${probeInWords(probe)}`);
}

function sentenceFor(result: SetupResult): string {
  if (result.kind === "not-available-locally")
    return `native backend not available locally: ${result.reason}`;
  const { tensorflowVersion, packageVersion, device } = result.native;
  const what = `native backend: TensorFlow ${tensorflowVersion} under tfjs-node-gpu ${packageVersion} on ${device}`;
  if (result.kind === "already-there") return `${what}, there already (${result.directory})`;
  return `${what}, verified (${result.directory})`;
}
