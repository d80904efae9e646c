import type { Board } from "#db/derive/board/board.ts";
import { pageRows } from "#db/derive/board-view/page-rows.ts";
import styles from "./compare.module.css";
import { mostCompared } from "./view.ts";

/**
 * Chooses the backbones by a plain form: it works without scripts, and the address has the choice. Of a long board names are
 * written, and the browser offers those that match: four menus of hundreds are walked by nobody, and are most of the page.
 */
export function ChoiceForm({ board, chosen }: { board: Board; chosen: readonly string[] }) {
  const places = Array.from({ length: mostCompared }, (_, index) => index);
  const isLong = board.rows.length > pageRows;
  return (
    <form action="/compare" method="get" className={`${styles.form} no-print`}>
      {places.map((place) => (
        <div key={`${place} ${chosen[place] ?? ""}`}>
          <label htmlFor={fieldId(place)}>{place === 0 ? "Compare" : place === 1 ? "with" : "and"}</label>
          {isLong ? (
            <NameField board={board} place={place} id={chosen[place]} />
          ) : (
            <NameMenu board={board} place={place} id={chosen[place]} />
          )}
        </div>
      ))}
      {isLong && (
        <datalist id={namesId}>
          {board.rows.map(({ backbone }) => (
            <option key={backbone.id}>{backbone.label}</option>
          ))}
        </datalist>
      )}
      <input type="hidden" name="cohort" value={board.cohort.id} />
      <button type="submit">Compare</button>
    </form>
  );
}

const namesId = "names-of-the-board";
const fieldId = (place: number) => `compared-${place}`;

interface FieldProperties {
  readonly board: Board;
  readonly place: number;
  /** undefined: nothing is chosen here. */
  readonly id: string | undefined;
}

function NameMenu({ board, place, id }: FieldProperties) {
  return (
    <select id={fieldId(place)} name="with" defaultValue={id ?? ""}>
      <option value="">nothing</option>
      {board.rows.map(({ backbone }) => (
        <option key={backbone.id} value={backbone.id}>
          {backbone.label}
        </option>
      ))}
    </select>
  );
}

function NameField({ board, place, id }: FieldProperties) {
  const label = board.rows.find(({ backbone }) => backbone.id === id)?.backbone.label ?? "";
  return (
    <input
      id={fieldId(place)}
      type="search"
      name="with"
      list={namesId}
      defaultValue={label}
      placeholder="nothing; write a name"
      autoComplete="off"
    />
  );
}
