import type { BackboneCost, Manifest } from "#contract";
import type { BackbonePage } from "#db/read/results.ts";
import { featureVolume } from "../_parts/format.ts";
import { notProbed } from "../_parts/probe-words.ts";
import { type Fact, FactList } from "./fact-list.tsx";
import { licenceWords } from "./licence-words.ts";

const leakWords: Record<string, string> = {
  "none-known": "No image of a benchmark's data set is known to be in the pretraining data",
  possible: "Possible: the pretraining data may hold images of a benchmark's data set",
  yes: "Yes: pretraining used images of a benchmark's data set",
  unknown: "Unknown",
};

interface FactsProperties extends Pick<BackbonePage, "backbone"> {
  readonly cost?: BackbonePage["cost"];
  readonly inPaper?: boolean;
}

/** What the backbone is, before any score. */
export function Facts({ backbone, cost, inPaper }: FactsProperties) {
  const { manifest, licence } = backbone;
  const facts: readonly Fact[] = [
    ["Training", backbone.objective],
    ["Pretraining data", backbone.pretrainingData],
    ["Architecture", backbone.architecture],
    ["Parameters", `${backbone.parametersMillions.toFixed(1)} million`],
    ["Input", `${backbone.inputSizePixels} × ${backbone.inputSizePixels} pixels`],
    ["Features", `${featureVolume(backbone.featureGrid, backbone.featureDim)} (rows, columns, channels)`],
    ["Arithmetic", cost && <Arithmetic cost={cost} />],
    ["Licence of the weights", licence && <Licence licence={licence} />],
    ["Benchmark images seen in pretraining", backbone.leak && (leakWords[backbone.leak] ?? backbone.leak)],
    ["In the paper’s tables", inPaper === false ? "No, this backbone is not in the paper" : inPaper && "Yes"],
    ["Its own paper", backbone.paper && <Outside href={backbone.paper} />],
    ["Weights", manifest?.weights && <WeightsFact weights={manifest.weights} />],
    ["Weights, SHA-256", manifest?.weights?.sha256 && <code>{manifest.weights.sha256}</code>],
    ["Reference probe", manifest && <ProbeFact manifest={manifest} />],
    ["Evaluator family", manifest && <code>{manifest.family}</code>],
    ["Notes", manifest?.notes],
  ];
  return <FactList facts={facts} />;
}

/** One image at the backbone's own input size. */
function Arithmetic({ cost: { macs, attentionMacs, activations } }: { cost: BackboneCost }) {
  const giga = (count: number) => Number((count / 1e9).toPrecision(3));
  return (
    <>
      {giga(macs)} GMACs (billions of multiply-adds) for one image
      {attentionMacs > 0 && `, ${giga(attentionMacs)} of them in attention’s products`};{" "}
      {Number((activations / 1e6).toPrecision(3))} million activations. Counted from the graph.
    </>
  );
}

function Licence({ licence }: { licence: string }) {
  const words = licenceWords(licence);
  return (
    <>
      {licence}
      {words && (
        <>
          : <strong>{words}</strong>
        </>
      )}
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
