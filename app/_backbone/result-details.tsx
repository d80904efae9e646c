import { bootstrapReplicateCount, metricsOf, taskFacts } from "#contract";
import { isolated } from "#db/derive/board/shown-label.ts";
import { secondaryAsWords } from "#db/derive/class-names.ts";
import type { StoredResult } from "#db/read/results.ts";
import { LearningCurve } from "../_charts/learning-curve.tsx";
import { bytes, dateTime, duration } from "../_parts/format.ts";
import { Command } from "../_parts/program.tsx";
import { SourceLabel } from "../_parts/source-label.tsx";
import { DataTable } from "../_table/data-table.tsx";
import styles from "./backbone.module.css";
import { engineText } from "./engine-text.ts";
import { type Fact, FactList } from "./fact-list.tsx";

/** Everything kept about one stored result; the summary line says which, the rest opens. */
export function ResultDetails({ result, task, open }: { result: StoredResult; task: string; open: boolean }) {
  const scores = metricsOf(result.task).flatMap((metric) => {
    const found = result.metrics[metric.id];
    return found ? [`${metric.label} ${found.value.toFixed(metric.digits)}`] : [];
  });
  return (
    <details className={styles.result} id={`result-${result.id}`} open={open}>
      <summary>
        <span>
          {task}
          {result.seed !== null && `, seed ${result.seed}`}: {scores.join(", ")}
        </span>
        <small>
          <SourceLabel source={result.source} />
          {result.createdAt && `, ${dateTime(result.createdAt)}`}
        </small>
      </summary>
      <Provenance result={result} />
      <Secondary result={result} />
      {result.curve.length > 1 && <Curve result={result} />}
      {result.phases.length > 0 && <Phases phases={result.phases} />}
    </details>
  );
}

function Provenance({ result }: { result: StoredResult }) {
  const { provenance, engines, variant } = result;
  if (!provenance) return null;
  const facts: readonly Fact[] = [
    ["Command", <Command key="command" text={provenance.command} what="the command" />],
    ["Belongs to", result.holder],
    ["Uploaded by", result.uploadedBy],
    ["Signed with the key", result.signatures.length > 0 && <Signatures result={result} />],
    ["Protocol", provenance.protocolVersion],
    [
      "Evaluator",
      `${provenance.evaluatorVersion}${provenance.evaluatorCommit ? `, commit ${provenance.evaluatorCommit}` : ""}`,
    ],
    [
      "Readout",
      variant &&
        `${variant.readout}${variant.baselineDim === null ? "" : ` ${variant.baselineDim} wide`}, mask as in the ${variant.maskForm === "paper" ? "paper" : "released code"}, learning rate ${variant.learningRate}, ${variant.inputResize} input resize, ${variant.resolution} resolution`,
    ],
    ["Data set", `${provenance.datasetId}, ${provenance.distribution}`],
    ["Test set resampled by", resamplingWords(result)],
    ["Classes", provenance.datasetClasses?.map(isolated).join(", ")],
    ["Data set, SHA-256", <code key="data">{provenance.datasetFingerprint}</code>],
    [
      "Weights, SHA-256",
      provenance.weightsSha256 ? <code key="weights">{provenance.weightsSha256}</code> : "no weights file",
    ],
    ["Graph, SHA-256", <code key="graph">{provenance.graphSha256}</code>],
    ["Backbone engine", engines && engineText(engines.backbone)],
    ["Readout engine", engines && engineText(engines.readout)],
    ["Processor", provenance.processor],
    ["Checked by this site", result.checks?.checked.map(comparison).join("; ")],
    ["As the uploader declares", result.checks?.declared.join("; ")],
    ["Result, SHA-256", <code key="id">{result.id}</code>],
  ];
  return <FactList facts={facts} />;
}

/** Who vouches for it, and where it says for what. */
function Signatures({ result: { id, signatures } }: { result: StoredResult }) {
  const list = signatures.map(({ signedBy, signedAt }) => `${signedBy}, ${dateTime(signedAt)}`).join("; ");
  return (
    <>
      {list} (<a href="/method#signatures">what that says</a>,{" "}
      <a href={`/api/v1/results/${id}/attestations`}>the signature itself</a>)
    </>
  );
}

/** "the weights against the repository’s lock file" */
const comparison = ({ fact, against }: { readonly fact: string; readonly against: string }) =>
  `${fact} against ${against}`;

/** "scenes, without 3 of 1,000 resamples on which RMSE is not defined". */
function resamplingWords({ metrics, resampled, task }: StoredResult): string {
  const left = metricsOf(task).flatMap(({ id, label }) => {
    const count = metrics[id]?.undefinedReplicates ?? 0;
    return count > 0
      ? [
          `${count} of ${bootstrapReplicateCount.toLocaleString("en")} resamples on which ${label} is not defined`,
        ]
      : [];
  });
  return left.length > 0 ? `${resampled}, without ${left.join(" and ")}` : resampled;
}

/** Numbers of the same predictions that no board ranks, for example the score of each class. */
function Secondary({ result: { task, secondary } }: { result: StoredResult }) {
  const entries = Object.entries(secondary);
  if (entries.length === 0) return null;
  return (
    <details className={styles.numbers}>
      <summary>{entries.length} further numbers, not ranked</summary>
      <dl className={styles.secondary}>
        {entries.map(([name, value]) => (
          <div key={name}>
            <dt>{secondaryAsWords(task, name)}</dt>
            <dd>{Number(value.toPrecision(4))}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

const tableRows = 24;

function Curve({ result }: { result: StoredResult }) {
  const { curve } = result;
  const last = curve.at(-1);
  const label = `Learning curve, ${taskFacts(result.task).label}, seed ${result.seed}`;
  const every = Math.ceil(curve.length / tableRows);
  return (
    <figure className={styles.curve}>
      <figcaption>
        Learning curve: training loss (line) and validation loss (points), lower is better. From{" "}
        {curve[0]?.trainLoss.toPrecision(3)} to {last?.trainLoss.toPrecision(3)} in {last?.iteration}{" "}
        iterations.
      </figcaption>
      <LearningCurve points={curve} label={label} source={`Result ${result.id}`} />
      <details className={styles.numbers}>
        <summary>The curve as a table{every > 1 && `, every ${every} points`}</summary>
        <DataTable
          caption={label}
          isSmall
          rows={curve.filter((point, index) => index % every === 0 || point.validationLoss !== undefined)}
          keyOf={({ iteration }) => String(iteration)}
          columns={[
            { heading: "Iteration", cell: ({ iteration }) => iteration },
            { heading: "Training loss", cell: ({ trainLoss }) => trainLoss.toPrecision(4) },
            {
              heading: "Validation loss",
              cell: ({ validationLoss }) => validationLoss?.toPrecision(4) ?? "–",
            },
          ]}
        />
      </details>
    </figure>
  );
}

function Phases({ phases }: { phases: StoredResult["phases"] }) {
  return (
    <DataTable
      caption="Time and peak memory"
      isCaptionShown
      rows={phases}
      keyOf={({ name }) => name}
      columns={[
        { heading: "Phase", cell: ({ name }) => name },
        { heading: "Time", cell: ({ seconds }) => duration(seconds) },
        { heading: "Peak memory", cell: ({ peakRssBytes }) => bytes(peakRssBytes) },
      ]}
    />
  );
}
