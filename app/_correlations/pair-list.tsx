import { adjustedPWords, pWords } from "#db/derive/claims/p-words.ts";
import { DataTable } from "../_table/data-table.tsx";
import styles from "./correlations.module.css";
import type { Correlation } from "./pairs.ts";
import type { Variable } from "./variables.ts";
import { rhoText } from "./words.ts";

/** Every pair with rho, n and p, strongest first: the matrix for those who read lists. */
export function PairList({
  variables,
  pairs,
}: {
  variables: readonly Variable[];
  pairs: readonly Correlation[];
}) {
  const nameOf = new Map(variables.map((variable) => [variable.id, variable.name]));
  const ordered = [...pairs].sort((a, b) => Math.abs(b.rho ?? 0) - Math.abs(a.rho ?? 0));
  return (
    <details className={styles.details}>
      <summary>All {pairs.length} pairs as a list, strongest first</summary>
      <DataTable
        caption="All pairs, strongest first"
        isSmall
        rows={ordered}
        keyOf={({ x, y }) => `${x} ${y}`}
        columns={[
          { heading: "Pair", cell: ({ x, y }) => `${nameOf.get(x)} and ${nameOf.get(y)}` },
          { heading: "ρ", cell: ({ rho }) => rhoText(rho) },
          { heading: "p", cell: pWords },
          { heading: "p among all pairs", cell: adjustedPWords },
          { heading: "n", cell: ({ n }) => n },
          {
            heading: "ρ, near-equal parameters tied",
            cell: ({ rhoNearTies }) => rhoNearTies !== null && rhoText(rhoNearTies),
          },
        ]}
      />
    </details>
  );
}
