import type { BackboneCost } from "#contract";
import type { BackboneFacts } from "#db/derive/board/backbone-facts.ts";
import type { MeasuredTime } from "#db/derive/board/measured-times.ts";
import { featureVolume } from "../_parts/format.ts";
import { DataTable } from "../_table/data-table.tsx";
import styles from "./cost.module.css";

interface CostProperties {
  readonly backbone: BackboneFacts;
  readonly cost: BackboneCost | null;
  readonly times: readonly MeasuredTime[];
}

const digits = (count: number) => Number(count.toPrecision(3)).toLocaleString("en");

/** What a backbone costs: arithmetic, sizes, and times on every device that somebody measured. */
export function CostSection({ backbone, cost, times }: CostProperties) {
  const { parametersMillions, featureGrid, featureDim, inputSizePixels } = backbone;
  // Two bytes a number, as readouts are trained on.
  const featureBytes = 2 * featureGrid[0] * featureGrid[1] * featureDim;
  return (
    <section className={styles.cost} aria-labelledby="cost">
      <h2 id="cost">What it costs</h2>
      <dl className={styles.figures}>
        <Figure
          name="GMACs an image"
          value={cost ? digits(cost.macs / 1e9) : "not counted"}
          remark={
            cost
              ? `billions of multiply-adds at ${inputSizePixels} px${cost.attentionMacs > 0 ? `, ${digits(cost.attentionMacs / 1e9)} in attention` : ""}`
              : "no count of its graph at this input"
          }
        />
        <Figure
          name="Parameters"
          value={`${parametersMillions.toFixed(1)} M`}
          remark={parametersRemark(backbone)}
        />
        <Figure
          name="Activations"
          value={cost ? `${digits(cost.activations / 1e6)} M` : "not counted"}
          remark="numbers that its layers write, an image"
        />
        <Figure
          name="Features an image"
          value={`${digits(featureBytes / 1e6)} MB`}
          remark={`${featureVolume(featureGrid, featureDim)}, half precision`}
        />
      </dl>
      {times.length > 0 ? <Times times={times} /> : <p className={styles.none}>Nobody has timed it yet.</p>}
    </section>
  );
}

/** The paper's numbers are of whole models now and then. */
function parametersRemark({ manifest, parametersMillions }: BackboneFacts): string {
  const counted = manifest && manifest.parameters / 1e6;
  if (counted === parametersMillions) return "backbone alone";
  const isRounded = counted === null || Math.abs(counted - parametersMillions) < 0.2;
  const printed = "as the paper prints it";
  return isRounded ? printed : `${printed}; ${counted.toFixed(1)} M of them here`;
}

interface FigureProperties {
  readonly name: string;
  readonly value: string;
  readonly remark: string;
}

const Figure = ({ name, value, remark }: FigureProperties) => (
  <div>
    <dt>{name}</dt>
    <dd>
      {value} <small>{remark}</small>
    </dd>
  </div>
);

function Times({ times }: { readonly times: readonly MeasuredTime[] }) {
  return (
    <DataTable
      caption="Measured time of the backbone alone, by device"
      isWide
      className={styles.times}
      rows={times}
      keyOf={({ id }) => id}
      columns={[
        {
          heading: "Measured on",
          cell: ({ id, setting, isUntrained }) => (
            <>
              <a href={`#speed-${id}`}>{setting.label}</a>
              {isUntrained && <small>random weights, which take the same time</small>}
            </>
          ),
        },
        { heading: "ms an image", cell: ({ msPerImage }) => digits(msPerImage) },
        { heading: "× ViT-B/16", cell: ({ relative }) => digits(relative) },
      ]}
    />
  );
}
