import styles from "./correlations.module.css";
import type { Correlation } from "./pairs.ts";
import type { Variable } from "./variables.ts";
import { pText, rhoText } from "./words.ts";

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
      <table>
        <thead>
          <tr>
            <th scope="col">Pair</th>
            <th scope="col">ρ</th>
            <th scope="col">p</th>
            <th scope="col">n</th>
          </tr>
        </thead>
        <tbody>
          {ordered.map((pair) => (
            <tr key={`${pair.x} ${pair.y}`}>
              <th scope="row">
                {nameOf.get(pair.x)} and {nameOf.get(pair.y)}
              </th>
              <td>{rhoText(pair.rho)}</td>
              <td>{pText(pair.p)}</td>
              <td>{pair.n}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
