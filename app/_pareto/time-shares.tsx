import type { SpeedSetting } from "#db/derive/board/speed.ts";
import type { MetricColumn } from "#db/derive/board-view/columns.ts";
import { pageRows } from "#db/derive/board-view/page-rows.ts";
import { type Bar, BarChart } from "../_charts/bar-chart.tsx";
import { ExportedChart } from "../_charts/exported-chart.tsx";
import { linearTicks } from "../_charts/ticks.ts";
import { Controls, OneOf } from "../_parts/controls.tsx";
import { Live } from "../_parts/live.tsx";
import { PagedTable } from "../_table/paged-table.tsx";
import { untrainedWords } from "./candidates.ts";
import styles from "./pareto.module.css";
import { readoutShare, type TimedBackbone, type TimeShares, total } from "./times.ts";
import type { ParetoView } from "./view.ts";

interface SharesProperties extends TimeShares {
  /** Its task's readout is shown. */
  readonly column: MetricColumn;
  readonly setting: SpeedSetting;
  readonly kind: ParetoView["bars"];
  readonly choose: (kind: ParetoView["bars"]) => void;
  /** Whose board it is. */
  readonly source: string;
}

/** Backbone and readout as stacked bars, in units of ViT-B/16 at 224 (paper, Fig. 9), with the numbers as a table. */
export function TimeBars({ timed, untimed, column, setting, kind, choose, source }: SharesProperties) {
  const untrained = untrainedWords(timed);
  return (
    <section className={styles.shares} aria-labelledby="where-time-goes">
      <h2 id="where-time-goes">Where the time goes</h2>
      <p className={styles.lead}>
        Time of the backbone and, behind it, of the readout for {column.taskLabel}, in units of ViT-B/16 at
        224 pixels, which was timed in the same run (paper, Fig. 9). Measured on {setting.label}
        {untrained && `, ${untrained}`}.{timed.length > pageRows && ` Bars of the fastest ${pageRows}.`}
        {untimed > 0 && ` ${untimed} of ${untimed + timed.length} backbones in view were not timed on it.`}
      </p>
      <Live>
        <Controls>
          <OneOf
            legend="Bars"
            options={[
              { value: "times", label: "Times" },
              { value: "shares", label: "Shares" },
            ]}
            value={kind}
            choose={choose}
          />
        </Controls>
      </Live>
      <ExportedChart
        name={`times-${column.task}-${kind}`}
        title={`Time of backbone and ${column.taskLabel} readout on ${setting.label}`}
        source={source}
        legend={[
          { label: "Backbone", path: "m-5-5h10v10h-10z", colour: "var(--ink-soft)" },
          { label: "Readout", path: "m-5-5h10v10h-10z", colour: "var(--bar)" },
        ]}
        table={{
          columns: ["backbone", "label", "backbone × ViT-B/16", "readout × ViT-B/16", "random weights"],
          rows: timed.map(({ id, label, backbone, readout, isUntrained }) => [
            ...[id, label, backbone, readout, isUntrained ? "yes" : "no"],
          ]),
        }}
      >
        <div className={styles.barsFigure}>
          <Bars timed={timed.slice(0, pageRows)} kind={kind} />
        </div>
      </ExportedChart>
      <TimesTable timed={timed} column={column} />
    </section>
  );
}

function Bars({ timed, kind }: { timed: readonly TimedBackbone[]; kind: ParetoView["bars"] }) {
  const bars = timed.flatMap((one) => (kind === "times" ? [timeBar(one)] : shareBar(one)));
  const [first, last] = [bars[0], bars.at(-1)];
  if (!first || !last) return <p className={styles.empty}>No readout was timed.</p>;
  const end = kind === "times" ? Math.max(...timed.map(total)) : 1;
  return (
    <BarChart
      label={`From ${first.label}, ${first.text}, to ${last.label}, ${last.text}; the table has all.`}
      bars={bars}
      end={end}
      ticks={linearTicks(0, end, 6)}
      axis={kind === "times" ? "× ViT-B/16 at 224 (← faster)" : "share of the time; in numbers the readout’s"}
      format={(value) => (kind === "times" ? String(value) : percentText(value))}
    />
  );
}

const percentText = (share: number) => `${Number((100 * share).toFixed(share < 0.1 ? 1 : 0))} %`;

const timeBar = (one: TimedBackbone): Bar => ({
  id: one.id,
  label: one.label,
  parts: one.readout === null ? [one.backbone] : [one.backbone, one.readout],
  text: total(one).toFixed(2),
});

function shareBar(one: TimedBackbone): Bar[] {
  const share = readoutShare(one);
  if (share === null) return [];
  return [{ id: one.id, label: one.label, parts: [1 - share, share], text: percentText(share) }];
}

function TimesTable({ timed, column }: { timed: readonly TimedBackbone[]; column: MetricColumn }) {
  return (
    <PagedTable
      caption="The bars as a table, × ViT-B/16 at 224 pixels; less is faster"
      isCaptionShown
      isWide
      leastWidth="36rem"
      className={styles.table}
      rows={timed}
      keyOf={({ id }) => id}
      columns={[
        { heading: "Backbone", cell: ({ label }) => label },
        { heading: "Backbone alone", cell: ({ backbone }) => backbone.toFixed(3) },
        {
          heading: `Readout, ${column.taskLabel}`,
          cell: ({ readout }) => readout?.toFixed(3) ?? "not timed",
        },
        {
          heading: "Together",
          cell: (one) => (one.readout === null ? "not known" : total(one).toFixed(3)),
        },
        {
          heading: "Readout’s share",
          cell: (one) => {
            const share = readoutShare(one);
            return share === null ? "not known" : percentText(share);
          },
        },
      ]}
    />
  );
}
