import { protocolTasks, type SpeedMeasurement, type Timing } from "#contract";
import { isUntrained } from "#db/derive/board/speed.ts";
import type { StoredSpeed } from "#db/read/speed.ts";
import { dateTime } from "../_parts/format.ts";
import { Command } from "../_parts/program.tsx";
import { DataTable } from "../_table/data-table.tsx";
import styles from "./backbone.module.css";
import { engineText } from "./engine-text.ts";
import { type Fact, FactList } from "./fact-list.tsx";

/** Every speed measurement of a backbone with what is needed to trust and repeat it. */
export function SpeedSection({ speeds }: { speeds: readonly StoredSpeed[] }) {
  return (
    <section className={styles.board} aria-labelledby="speed">
      <header>
        <h2 id="speed">Speed</h2>
        <p>
          Time of inference in units of ViT-B/16 at 224 pixels, which was timed in the same run on the same
          device; backbone and readout apart. Times of different devices must not be compared.
        </p>
      </header>
      {speeds.map((speed, index) => (
        <SpeedDetails key={speed.id} speed={speed} open={index === 0} />
      ))}
    </section>
  );
}

function SpeedDetails({ speed, open }: { speed: StoredSpeed; open: boolean }) {
  const { measurement, setting, current } = speed;
  const untrained = isUntrained(measurement);
  return (
    <details className={styles.result} id={`speed-${speed.id}`} open={open}>
      <summary>
        <span>
          × {measurement.relative.backbone.toFixed(3)} on {setting.label}
          {untrained && ", random weights"}
        </span>
        <small>
          {!current && `${apartWords(speed)}, `}
          {dateTime(measurement.measuredAt)}
        </small>
      </summary>
      <Provenance speed={speed} />
      <Rounds measurement={measurement} label={setting.label} />
    </details>
  );
}

/** Why a measurement does not count. */
function apartWords({ standing, measurement }: StoredSpeed): string {
  if (standing === "waiting") return "submitted, waits for a maintainer";
  return isUntrained(measurement) ? "outdone by another measurement" : "another measurement counts";
}

function Provenance({ speed: { id, uploadedBy, measurement } }: { speed: StoredSpeed }) {
  const { engines, environment, batch, backbone } = measurement;
  const facts: readonly Fact[] = [
    ["Command", <Command key="command" text={environment.command} what="the command" />],
    ["Uploaded by", uploadedBy],
    ["Protocol", measurement.protocolVersion],
    [
      "Timed",
      `${batch.batches} ${batch.batches === 1 ? "batch" : "batches"} of ${batch.size} images a round, ${batch.rounds} rounds after ${batch.warmUps} batches to warm up; the median counts`,
    ],
    [
      "Weights",
      isUntrained(measurement)
        ? "random numbers in the shapes of the published weights, which take the same time"
        : backbone.weightsSha256 && <code>{backbone.weightsSha256}</code>,
    ],
    ["Backbone engine", engineText(engines.backbone)],
    ["Readout engine", engineText(engines.readout)],
    ["Threads", `${measurement.threads} of ${environment.cores}`],
    ["Machine", `${environment.processor}, ${environment.platform}, Node ${environment.node}`],
    [
      "Evaluator",
      `${environment.evaluatorVersion}${environment.evaluatorCommit ? `, commit ${environment.evaluatorCommit}` : ""}`,
    ],
    ["Graph, SHA-256", <code key="graph">{backbone.graphSha256}</code>],
    [
      "Measurement, SHA-256",
      <a key="id" href={`/api/v1/speed/${id}`}>
        {id}
      </a>,
    ],
  ];
  return <FactList facts={facts} />;
}

interface TimedLine {
  readonly what: string;
  readonly timing: Timing;
  /** To ViT-B/16. */
  readonly ratio: number;
}

function Rounds({ measurement, label }: { measurement: SpeedMeasurement; label: string }) {
  const { backboneMs, readoutMs, reference, relative } = measurement;
  const lines: readonly TimedLine[] = [
    { what: "ViT-B/16 at 224 pixels", timing: reference.backboneMs, ratio: 1 },
    { what: "Backbone", timing: backboneMs, ratio: relative.backbone },
    ...protocolTasks.flatMap(({ id, label: task }): TimedLine[] => {
      const [timing, ratio] = [readoutMs[id], relative.readout[id]];
      return timing && ratio !== undefined ? [{ what: `Readout, ${task}`, timing, ratio }] : [];
    }),
  ];
  return (
    <DataTable
      caption={`Time a round on ${label}, milliseconds`}
      isCaptionShown
      isWide
      leastWidth="44rem"
      rows={lines}
      keyOf={({ what }) => what}
      columns={[
        { heading: "What", cell: ({ what }) => what },
        { heading: "Relative", cell: ({ ratio }) => `× ${ratio.toFixed(3)}` },
        { heading: "Median", cell: ({ timing }) => timing.medianMs.toFixed(1) },
        { heading: "Rounds", cell: ({ timing }) => timing.roundsMs.map((ms) => ms.toFixed(1)).join(", ") },
      ]}
    />
  );
}
