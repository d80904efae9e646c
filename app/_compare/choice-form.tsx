import type { Board } from "#db/derive/board/board.ts";
import styles from "./compare.module.css";
import { mostCompared } from "./view.ts";

/** Chooses the backbones by a plain form: it works without scripts, and the address has the choice. */
export function ChoiceForm({ board, chosen }: { board: Board; chosen: readonly string[] }) {
  const places = Array.from({ length: mostCompared }, (_, index) => index);
  return (
    <form action="/compare" method="get" className={`${styles.form} no-print`}>
      {places.map((place) => (
        <label key={`${place} ${chosen[place] ?? ""}`}>
          {place === 0 ? "Compare" : place === 1 ? "with" : "and"}
          <select name="with" defaultValue={chosen[place] ?? ""}>
            <option value="">nothing</option>
            {board.rows.map(({ backbone }) => (
              <option key={backbone.id} value={backbone.id}>
                {backbone.label}
              </option>
            ))}
          </select>
        </label>
      ))}
      <input type="hidden" name="cohort" value={board.cohort.id} />
      <button type="submit">Compare</button>
    </form>
  );
}
