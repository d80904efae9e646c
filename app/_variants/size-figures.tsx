import { metricFacts, taskFacts } from "#contract";
import { mostVariantBackbones } from "#db/derive/variants/few-backbones.ts";
import type { ReadoutFamily, ReadoutSizes, RelativeSizes } from "#db/derive/variants/readout-sizes.ts";
import { SeriesLegend } from "../_parts/series.tsx";
import { LineFigure } from "./line-figure.tsx";
import styles from "./variants.module.css";

/** The readouts of Fig. 6; a family's place is that of its shape and colour. */
const families: readonly { readonly id: ReadoutFamily; readonly label: string }[] = [
  { id: "attentive", label: "Dense attentive probing" },
  { id: "bicubic", label: "Bicubic interpolation" },
  { id: "transposed-convolution", label: "Transposed convolution" },
  { id: "linear-featup", label: "Linear on FeatUp" },
];
const placeOf = (family: ReadoutFamily) => families.findIndex(({ id }) => id === family);
const nameOf = (family: ReadoutFamily) => families[placeOf(family)]?.label ?? family;

/** The paper's Fig. 6 of measured readouts; the table below has every number. */
export function SizeFigures({ figures, source }: { figures: readonly ReadoutSizes[]; source: string }) {
  if (figures.length === 0) return null;
  const shown = families.filter(({ id }) =>
    figures.some(({ series }) => series.some(({ family }) => family === id)),
  );
  return (
    <>
      <h2 className={styles.heading}>Score over learnable parameters</h2>
      {shown.some(({ id }) => id === "linear-featup") && (
        <p className={styles.lead}>
          Linear readouts on enlarged features stand in every figure of their task; of more than{" "}
          {mostVariantBackbones}, the best {mostVariantBackbones}.
        </p>
      )}
      <SeriesLegend names={shown.map(({ id, label }) => ({ place: placeOf(id), name: label }))} />
      <div className={styles.figures}>
        {figures.map((figure) => (
          <SizeFigure key={`${figure.metric} ${figure.backboneId}`} figure={figure} source={source} />
        ))}
      </div>
    </>
  );
}

function SizeFigure({ figure, source }: { figure: ReadoutSizes; source: string }) {
  const { task, digits } = metricFacts(figure.metric);
  const title = `${taskFacts(task).label}, ${figure.backboneLabel}`;
  return (
    <LineFigure
      title={title}
      metric={figure.metric}
      source={source}
      summary={measuredSummary(figure, title)}
      across="learnable parameters, millions"
      axis="log"
      xText={String}
      series={figure.series.map(({ family, points }) => ({
        place: placeOf(family),
        name: nameOf(family),
        points: points.map(({ key, label, learnableMillions, value, interval }) => ({
          ...{ key, label, value, interval },
          x: learnableMillions,
          title: `${label}: ${value.toFixed(digits)} with ${millions(learnableMillions)}`,
        })),
      }))}
    />
  );
}

/** Each family's best score and what it takes. */
function measuredSummary({ metric, series }: ReadoutSizes, title: string): string {
  const { better, digits, label } = metricFacts(metric);
  const parts = series.map(({ family, points }) => {
    const best = [...points].sort((a, b) => (better === "higher" ? b.value - a.value : a.value - b.value))[0];
    return (
      best &&
      `${nameOf(family)} at best ${best.value.toFixed(digits)} with ${millions(best.learnableMillions)}`
    );
  });
  return `${title}, ${label} over learnable parameters: ${parts.join("; ")}.`;
}

const millions = (value: number) => `${Number(value.toPrecision(2))} M parameters`;
const percent = (share: number) => `${Math.round(100 * share)} %`;

/** What the paper prints of its Fig. 6: the attentive readout at three sizes, a line a backbone. */
export function PrintedSizeFigures({
  figures,
  source,
}: {
  figures: readonly RelativeSizes[];
  source: string;
}) {
  const names = new Map(
    figures.flatMap(({ series }) =>
      series.map(({ backboneId, backboneLabel }) => [backboneId, backboneLabel]),
    ),
  );
  const ids = [...names.keys()];
  return (
    <>
      <SeriesLegend names={[...names.values()].map((name, place) => ({ place, name }))} />
      <div className={styles.figures}>
        {figures.map((figure) => (
          <PrintedSizeFigure key={figure.metric} figure={figure} ids={ids} source={source} />
        ))}
      </div>
    </>
  );
}

interface PrintedProperties {
  readonly figure: RelativeSizes;
  /** In the order of their looks. */
  readonly ids: readonly string[];
  readonly source: string;
}

function PrintedSizeFigure({ figure, ids, source }: PrintedProperties) {
  const { task, digits, label } = metricFacts(figure.metric);
  const title = taskFacts(task).label;
  const lines = figure.series.map(
    ({ backboneLabel, points }) =>
      `${backboneLabel} ${points.map(({ share, value }) => `${value.toFixed(digits)} at ${percent(share)}`).join(", ")}`,
  );
  return (
    <LineFigure
      title={title}
      metric={figure.metric}
      source={source}
      summary={`${title}, ${label} over the readout’s parameters: ${lines.join("; ")}.`}
      across="parameters of the readout, % of the default’s"
      axis="linear"
      xText={(x) => String(Math.round(100 * x))}
      series={figure.series.map(({ backboneId, backboneLabel, points }) => ({
        place: ids.indexOf(backboneId),
        name: backboneLabel,
        points: points.map(({ key, label: readout, share, value }) => ({
          ...{ key, value, label: readout },
          x: share,
          interval: null,
          title: `${backboneLabel}, ${readout}: ${value.toFixed(digits)} with ${percent(share)} of the parameters`,
        })),
      }))}
    />
  );
}
