import { trainings } from "#db/derive/board-view/training.ts";
import { isCrowded, shapePath, shapePaths, smallShapePaths } from "../_charts/shape-path.tsx";
import { held, spanShare } from "../_charts/span-share.ts";
import { paddedDomain, sizeAxis } from "../_charts/ticks.ts";
import type { Candidate } from "../_pareto/candidates.ts";
import { column, contentWidth, row } from "./frame.tsx";
import { legibleLabel } from "./legible.ts";
import { palette, seriesColours } from "./palette.ts";

const height = 272;
const size = 1.6;

interface ChartProperties {
  readonly found: readonly Candidate[];
  readonly scoreLabel: string;
  readonly costLabel: string;
  readonly better: "higher" | "lower";
}

/** Points of score against cost, cheap left and good at the top, with the frontier as a stair and its names. */
export function ScoreCostChart({ found, scoreLabel, costLabel, better }: ChartProperties) {
  const places = placed(found, better);
  const paths = isCrowded(places.length) ? smallShapePaths : shapePaths;
  const front = places.filter(({ onFront }) => onFront);
  const stair = front.map(({ x, y }, index) => (index === 0 ? `M${x} ${y}` : `H${x}V${y}`)).join("");
  return (
    <div style={{ ...column, gap: 10, fontSize: 20, color: palette.inkSoft }}>
      <div style={row}>{`${scoreLabel}, better at the top`}</div>
      <div style={{ ...row, position: "relative", width: contentWidth, height }}>
        <svg
          width={contentWidth}
          height={height}
          viewBox={`0 0 ${contentWidth} ${height}`}
          role="presentation"
        >
          <path d={`M1 0V${height - 1}H${contentWidth}`} fill="none" stroke={palette.rule} strokeWidth="2" />
          <path d={stair} fill="none" stroke={palette.ink} strokeWidth="2" />
          {trainings.map(({ id }) => (
            <path
              key={id}
              d={places
                .filter(({ training }) => training === id)
                .map(({ x, y }) => shapePath(id, x / size, y / size, paths))
                .join("")}
              transform={`scale(${size})`}
              fill={seriesColours[id]}
              stroke={palette.paper}
              strokeWidth="0.7"
            />
          ))}
        </svg>
        {namesBeside(front).map(({ id, label, x, y }) => (
          <div
            key={id}
            style={{
              ...row,
              ...{ position: "absolute", top: y - 34, width: 260, color: palette.ink },
              // Names of the right half end at their point.
              ...(x > contentWidth / 2
                ? { left: x - 260, justifyContent: "flex-end" }
                : { left: Math.max(8, x - 8) }),
            }}
          >
            {legibleLabel({ id, label })}
          </div>
        ))}
      </div>
      <div style={{ ...row, justifyContent: "flex-end" }}>{`${costLabel}, cheaper to the left`}</div>
    </div>
  );
}

interface Place extends Pick<Candidate, "id" | "label" | "training" | "onFront"> {
  /** Pixels from the left and from the top. */
  readonly x: number;
  readonly y: number;
}

/** On the axes of the page, but for the numbers along them. */
function placed(found: readonly Candidate[], better: ChartProperties["better"]): Place[] {
  const trained = found.filter(({ training }) => training !== "baseline");
  const costs = found.map(({ cost }) => cost);
  const { scale, domain } = sizeAxis(costs, "log", 6);
  const scores = (trained.length > 0 ? trained : found).map(({ score }) => score);
  const [worst, best] =
    better === "higher" ? paddedDomain(scores, "linear") : paddedDomain(scores, "linear").toReversed();
  if (worst === undefined || best === undefined) return [];
  return found.map(({ id, label, training, onFront, cost, score }) => {
    const up = Math.min(1, Math.max(0, (score - worst) / (best - worst)));
    const x = Math.round(held(spanShare(cost, scale, domain)) * contentWidth);
    return { id, label, training, onFront, x, y: Math.round((1 - up) * (height - 34)) + 30 };
  });
}

const nameHeight = 28;
const nameWidth = 200;

/** Names that hide no other: the best ones first. */
function namesBeside(front: readonly Place[]): Place[] {
  const shown: Place[] = [];
  for (const place of front.toReversed()) {
    const isFree = shown.every(
      ({ x, y }) => Math.abs(x - place.x) > nameWidth || Math.abs(y - place.y) > nameHeight,
    );
    if (isFree) shown.push(place);
  }
  return shown;
}
