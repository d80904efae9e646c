import Link from "next/link";
import { metricFacts, taskFacts } from "#contract";
import type { ScorePlace } from "#db/derive/board-view/score-places.ts";
import type { BackboneBoard } from "#db/read/results.ts";
import { comparePath } from "../_compare/view.ts";
import { list } from "../_parts/format.ts";
import { unitSigns } from "../_parts/units.ts";
import { cardRoles } from "../_table/card-roles.ts";
import { Table } from "../_table/table.tsx";
import styles from "./scores.module.css";

interface SummaryProperties {
  readonly board: BackboneBoard;
  /** Address of its board. */
  readonly href: string;
}

/** The main score of each task, where it stands among all of its board, and how sure that is. */
export function ScoreSummary({ board: { cohort, row, places, comparedWith }, href }: SummaryProperties) {
  if (places.length === 0) return null;
  const { id } = row.backbone;
  return (
    <div className={styles.summary}>
      <h3 id={`summary.${cohort.id}`}>{cohort.title}</h3>
      <Table caption={`Main scores: ${cohort.title}`} isWide className={styles.scores} {...cardRoles.table}>
        <thead>
          <tr>
            <th scope="col">Task</th>
            <th scope="col">From the worst trained backbone to the best</th>
            <th scope="col">Score</th>
            <th scope="col">Rank</th>
          </tr>
        </thead>
        <tbody {...cardRoles.body}>
          {places.map((place) => (
            <ScoreRow key={place.metric} place={place} cohortId={cohort.id} />
          ))}
        </tbody>
      </Table>
      <p className={styles.ways}>
        <Link href={`${href}?pin=${id}`} prefetch={false}>
          See it on the board
        </Link>
        {comparedWith.length > 0 && (
          <Link
            href={comparePath([id, ...comparedWith.map((other) => other.id)], cohort.id)}
            prefetch={false}
          >
            Put it beside {list(comparedWith.map(({ label }) => label))}
          </Link>
        )}
      </p>
    </div>
  );
}

function ScoreRow({ place, cohortId }: { readonly place: ScorePlace; readonly cohortId: string }) {
  const { metric, value, rank, rankInterval, of, interval } = place;
  const { task, label, digits, unit } = metricFacts(metric);
  const shown = (number: number) => number.toFixed(digits);
  return (
    <tr {...cardRoles.row}>
      <th {...cardRoles.heading} scope="row">
        <Link href={`/tasks/${task}/${cohortId}`} prefetch={false}>
          {taskFacts(task).label}
        </Link>
      </th>
      <td {...cardRoles.cell}>
        <RangeBar place={place} />
      </td>
      <td {...cardRoles.cell}>
        <b>{shown(value)}</b> {unitSigns[unit]} <span className={styles.metric}>{label}</span>
        {interval && <small>{interval.map(shown).join(" to ")}</small>}
      </td>
      <td {...cardRoles.cell}>
        <span className={rank === 1 && of > 1 ? styles.best : undefined}>
          {rank} of {of}
        </span>
        {rankInterval && rankInterval[0] !== rankInterval[1] && (
          <small>
            {rankInterval[0]} to {rankInterval[1]}
          </small>
        )}
      </td>
    </tr>
  );
}

const percent = (share: number) => `${(100 * Math.min(1, Math.max(0, share))).toFixed(2)}%`;

/** From nothing at the board's worst trained backbone to full at its best, with the interval as a line; its numbers stand beside it. */
function RangeBar({
  place: { metric, best, worst, relative, relativeInterval },
}: {
  readonly place: ScorePlace;
}) {
  const { digits } = metricFacts(metric);
  if (relative === null) return null;
  return (
    <span className={styles.range}>
      <span aria-hidden="true">{worst.toFixed(digits)}</span>
      <span className={styles.track} aria-hidden="true">
        <i style={{ width: percent(relative) }} />
        {relativeInterval && (
          <i
            className={styles.interval}
            style={{
              left: percent(relativeInterval[0]),
              right: `calc(100% - ${percent(relativeInterval[1])})`,
            }}
          />
        )}
      </span>
      <span aria-hidden="true">{best.toFixed(digits)}</span>
      <span className="visually-hidden">
        {relative < 0 ? "below the way" : `${Math.round(100 * relative)} % of the way`} from{" "}
        {worst.toFixed(digits)} to {best.toFixed(digits)}
      </span>
    </span>
  );
}
