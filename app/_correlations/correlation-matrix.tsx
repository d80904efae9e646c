import { Fragment } from "react";
import { Table } from "../_table/table.tsx";
import styles from "./correlations.module.css";
import type { Correlation } from "./pairs.ts";
import type { Variable } from "./variables.ts";
import type { CorrelationView } from "./view.ts";
import { rhoText, testText } from "./words.ts";

interface MatrixProperties {
  readonly variables: readonly Variable[];
  readonly pairs: readonly Correlation[];
  readonly view: CorrelationView;
  readonly choose: (x: string, y: string) => void;
}

/** Lower triangle: rows and columns are variables, a cell is a button that opens the pair's scatter plot. */
export function CorrelationMatrix({ variables, pairs, view, choose }: MatrixProperties) {
  const find = (a: string, b: string) =>
    pairs.find((pair) => (pair.x === a && pair.y === b) || (pair.x === b && pair.y === a));
  const across = variables.slice(0, -1);
  return (
    <Table
      caption="Spearman’s ρ. Faint: p among all pairs ≥ 0.05. Select a cell for its scatter plot."
      isCaptionShown
      isPlain
      className={styles.matrix}
    >
      <thead>
        <tr>
          <td />
          {across.map((variable) => (
            <th key={variable.id} scope="col">
              <span>{variable.label}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {variables.slice(1).map((row, index) => (
          <tr key={row.id}>
            <th scope="row">{row.label}</th>
            {across.map((column, place) => (
              <Fragment key={column.id}>
                {place <= index ? (
                  <MatrixCell
                    pair={find(row.id, column.id)}
                    chosen={[view.x, view.y].includes(row.id) && [view.x, view.y].includes(column.id)}
                    choose={() => choose(column.id, row.id)}
                  />
                ) : (
                  <td />
                )}
              </Fragment>
            ))}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

interface CellProperties {
  readonly pair: Correlation | undefined;
  readonly chosen: boolean;
  readonly choose: () => void;
}

function MatrixCell({ pair, chosen, choose }: CellProperties) {
  if (!pair || pair.rho === null) return <td className={styles.undefined}>–</td>;
  return (
    <td>
      <button
        type="button"
        onClick={choose}
        aria-pressed={chosen}
        title={`ρ ${rhoText(pair.rho)}, ${testText(pair)}`}
        data-sign={pair.rho < 0 ? "minus" : "plus"}
        data-tenths={Math.round(Math.abs(pair.rho) * 10)}
        data-faint={(pair.adjustedP ?? 1) >= 0.05 || undefined}
      >
        {rhoText(pair.rho)}
      </button>
    </td>
  );
}
