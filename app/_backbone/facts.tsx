import type { Manifest } from "#contract";
import type { BackbonePage } from "#db/read/results.ts";
import { featureVolume } from "../_parts/format.ts";
import { notProbed } from "../_parts/probe-words.ts";
import { type Fact, FactList } from "./fact-list.tsx";
import { leakWords } from "./leak-words.ts";
import { licenceWords } from "./licence-words.ts";

type FactsProperties = Pick<BackbonePage, "backbone" | "inPaper">;

/** What the backbone is and takes. */
export function Facts({ backbone, inPaper }: FactsProperties) {
  const { manifest, licence, leak, inputSizePixels: side } = backbone;
  const facts: readonly Fact[] = [
    ["Training", backbone.objective],
    ["Pretraining data", backbone.pretrainingData],
    ["Benchmark images seen in pretraining", leak && leakWords(leak)],
    ["Architecture", backbone.architecture],
    ["Input", `${side} × ${side} pixels, RGB from 0 to 1, squashed, bicubic with antialias`],
    ["Mean, deviation", manifest && <Normalisation manifest={manifest} />],
    ["Features", `${featureVolume(backbone.featureGrid, backbone.featureDim)} (rows, columns, channels)`],
    ["Licence of the weights", licence && `${licence}: ${licenceWords(licence)}`],
    ["Weights", manifest?.weights && <WeightsFact weights={manifest.weights} />],
    ["Weights, SHA-256", manifest?.weights?.sha256 && <code>{manifest.weights.sha256}</code>],
    ["Its own paper", backbone.paper && <Outside href={backbone.paper} />],
    ["In this benchmark’s paper", inPaper ? "Yes, in its tables" : "No"],
    ["Reference probe", manifest && <ProbeFact manifest={manifest} />],
    ["Evaluator family", manifest && <code>{manifest.family}</code>],
    ["Notes", manifest?.notes],
  ];
  return <FactList facts={facts} />;
}

function Normalisation({ manifest: { mean, std } }: { manifest: Manifest }) {
  return (
    <>
      {mean.join(", ")}
      <br />
      {std.join(", ")}
    </>
  );
}

/** Where the file is published; under a reserved name (RFC 2606) it is nowhere but beside its manifest. */
function WeightsFact({ weights: { url, file } }: { weights: NonNullable<Manifest["weights"]> }) {
  return new URL(url).hostname.endsWith(".invalid") ? <code>{file}</code> : <Outside href={url} />;
}

/** Whether features were compared with those of the network's own library, and by which line they can be again. */
function ProbeFact({ manifest }: { manifest: Manifest }) {
  const { probe } = manifest;
  if (manifest.weights === null) return "None needed: no published weights";
  if (!probe) return notProbed;
  return (
    <>
      Features agree with {probe.library}: <code>{probe.line}</code>
    </>
  );
}

function Outside({ href }: { href: string }) {
  return (
    <a href={href} rel="noreferrer">
      {href.replace(/^https:\/\//, "")}
    </a>
  );
}
