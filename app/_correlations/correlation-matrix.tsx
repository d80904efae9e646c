import { type KeyboardEvent, useState } from "react";
import { Table } from "../_table/table.tsx";
import styles from "./correlations.module.css";
import type { Correlation } from "./pairs.ts";
import type { Variable } from "./variables.ts";
import type { CorrelationView } from "./view.ts";
import { type CellPlace, walked } from "./walk.ts";
import { rhoText, testText } from "./words.ts";

interface MatrixProperties {
  readonly variables: readonly Variable[];
  readonly pairs: readonly Correlation[];
  readonly view: CorrelationView;
  readonly choose: (x: string, y: string) => void;
}

interface MatrixRow {
  readonly variable: Variable;
  readonly cells: readonly { readonly column: Variable; readonly pair: Correlation }[];
}

/** The board's own variables as a triangle, below them benchmarks of others against each. */
function matrixRows(variables: readonly Variable[], pairs: readonly Correlation[]): MatrixRow[] {
  const find = (a: string, b: string) =>
    pairs.find((pair) => (pair.x === a && pair.y === b) || (pair.x === b && pair.y === a));
  return variables.slice(1).map((variable, index) => {
    const across = variables.slice(0, index + 1).filter(({ isExternal }) => !isExternal);
    const cells = across.flatMap((column) => {
      const pair = find(column.id, variable.id);
      return pair ? [{ column, pair }] : [];
    });
    return { variable, cells };
  });
}

/**
 * Rows and columns are variables, a cell is a button that opens the pair's scatter plot. One stop in the tab order, the
 * chosen cell at first; arrow keys walk the cells.
 */
export function CorrelationMatrix({ variables, pairs, view, choose }: MatrixProperties) {
  const rows = matrixRows(variables, pairs);
  const widest = Math.max(...rows.map(({ cells }) => cells.length));
  const isChosen = (row: Variable, column: Variable) =>
    [view.x, view.y].includes(row.id) && [view.x, view.y].includes(column.id);
  const [entered, setEntered] = useState<CellPlace | null>(null);
  const stop = entered ?? chosenPlace(rows, isChosen);
  const walk = (event: KeyboardEvent<HTMLTableSectionElement>) => {
    const lengths = rows.map(({ cells }) => cells.length);
    const next = walked(event.key, event.ctrlKey || event.metaKey, stop, lengths);
    if (!next) return;
    event.preventDefault();
    event.currentTarget.querySelector<HTMLButtonElement>(`[data-cell="${next.row} ${next.column}"]`)?.focus();
  };
  return (
    <Table
      caption="Spearman’s ρ. Faint: p among all pairs ≥ 0.05. Select a cell for its scatter plot."
      isCaptionShown
      isPlain
      role="grid"
      className={styles.matrix}
    >
      <thead>
        <tr>
          <td />
          {variables.slice(0, widest).map((variable) => (
            <th key={variable.id} scope="col">
              <span>{variable.label}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody onKeyDown={walk}>
        {rows.map(({ variable, cells }, row) => (
          <tr key={variable.id} data-external={variable.isExternal || undefined}>
            <th scope="row">{variable.label}</th>
            {cells.map(({ column, pair }, place) => (
              <MatrixCell
                key={column.id}
                name={`${variable.name} and ${column.name}`}
                pair={pair}
                place={`${row} ${place}`}
                isStop={stop.row === row && stop.column === place}
                isChosen={isChosen(variable, column)}
                enter={() => setEntered({ row, column: place })}
                choose={() => choose(column.id, variable.id)}
              />
            ))}
            {cells.length < widest && <td colSpan={widest - cells.length} />}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function chosenPlace(
  rows: readonly MatrixRow[],
  isChosen: (row: Variable, column: Variable) => boolean,
): CellPlace {
  for (const [row, { variable, cells }] of rows.entries()) {
    const column = cells.findIndex((cell) => isChosen(variable, cell.column));
    if (column >= 0) return { row, column };
  }
  return { row: 0, column: 0 };
}

interface CellProperties {
  /** "Boundaries IoU and Parameters". */
  readonly name: string;
  readonly pair: Correlation;
  readonly place: string;
  readonly isStop: boolean;
  readonly isChosen: boolean;
  readonly enter: () => void;
  readonly choose: () => void;
}

function MatrixCell({ name, pair, place, isStop, isChosen, enter, choose }: CellProperties) {
  return (
    <td>
      <button
        type="button"
        onClick={choose}
        onFocus={enter}
        tabIndex={isStop ? 0 : -1}
        aria-pressed={isChosen}
        aria-label={`${name}: ${rhoText(pair.rho)}`}
        title={`ρ ${rhoText(pair.rho)}, ${testText(pair)}`}
        data-cell={place}
        data-sign={(pair.rho ?? 0) < 0 ? "minus" : "plus"}
        data-tenths={Math.round(Math.abs(pair.rho ?? 0) * 10)}
        data-faint={(pair.adjustedP ?? 1) >= 0.05 || undefined}
      >
        {rhoText(pair.rho)}
      </button>
    </td>
  );
}
