"use client";

import { useCallback } from "react";
import { Controls, OneOf } from "../_parts/controls.tsx";
import { Live } from "../_parts/live.tsx";
import { useUrlState } from "../_parts/url-state.ts";
import { CorrelationMatrix } from "./correlation-matrix.tsx";
import styles from "./correlations.module.css";
import { PairList } from "./pair-list.tsx";
import type { Correlation } from "./pairs.ts";
import { type CorrelationFacts, ScatterFigure } from "./scatter-figure.tsx";
import type { VariableValues } from "./variables.ts";
import { type CorrelationView, parseCorrelationView, serialiseCorrelationView } from "./view.ts";

export function CorrelationsViewer({ backbones, variables, pairs, source }: CorrelationFacts) {
  const parse = useCallback(
    (parameters: URLSearchParams) =>
      parseCorrelationView(
        parameters,
        variables.map(({ variable }) => variable),
      ),
    [variables],
  );
  const [view, show] = useUrlState<CorrelationView>(parse, serialiseCorrelationView);
  const turned = pairs.map((pair) => oriented(pair, variables, view.sign));
  return (
    <>
      <Live>
        <Controls>
          <OneOf
            legend="Sign of the correlation"
            options={[
              { value: "raw", label: "As measured" },
              { value: "better", label: "Lower-is-better turned round" },
            ]}
            value={view.sign}
            choose={(sign) => show({ ...view, sign }, "push")}
          />
        </Controls>
      </Live>
      <div className={styles.split}>
        <Live>
          <CorrelationMatrix
            variables={variables.map(({ variable }) => variable)}
            pairs={turned}
            view={view}
            choose={(x, y) => show({ ...view, x, y }, "push")}
          />
        </Live>
        <ScatterFigure
          backbones={backbones}
          variables={variables}
          pairs={turned}
          source={source}
          view={view}
        />
      </div>
      <PairList variables={variables.map(({ variable }) => variable)} pairs={turned} />
    </>
  );
}

/** Turning one variable round turns the sign of rho; p and n stay. */
function oriented(
  pair: Correlation,
  variables: readonly VariableValues[],
  sign: CorrelationView["sign"],
): Correlation {
  if (sign === "raw" || pair.rho === null) return pair;
  const flips = [pair.x, pair.y].filter(
    (id) => variables.find(({ variable }) => variable.id === id)?.variable.better === "lower",
  ).length;
  const turned = { rho: -pair.rho, rhoNearTies: pair.rhoNearTies && -pair.rhoNearTies };
  return flips === 1 ? { ...pair, ...turned } : pair;
}
