import { useEffect, useId, useRef, useState } from "react";
import { categories } from "../_parts/contract-names.ts";
import { ShapeMark } from "../_parts/shape-mark.tsx";
import { type Training, trainings } from "../_parts/training.ts";
import styles from "./board.module.css";
import type { BoardTable } from "./board-table.ts";
import type { BoardView } from "./view.ts";

interface ControlsProperties {
  readonly view: BoardView;
  readonly show: (view: BoardView, step: "push" | "replace") => void;
  readonly table: BoardTable;
}

export function BoardControls({ view, show, table }: ControlsProperties) {
  const present = categories.filter((category) =>
    table.columns.some((column) => column.category === category),
  );
  const toggle = (id: Training) => {
    const chosen = view.trainings.includes(id)
      ? view.trainings.filter((other) => other !== id)
      : [...view.trainings, id];
    show(
      {
        ...view,
        trainings: trainings.map((training) => training.id).filter((other) => chosen.includes(other)),
      },
      "push",
    );
  };
  return (
    <div className={`${styles.controls} needs-script no-print`}>
      <Search query={view.query} search={(query) => show({ ...view, query }, "replace")} />
      {present.length > 1 && (
        <fieldset className={styles.choices}>
          <legend>Tasks</legend>
          <div>
            {(["all", ...present] as const).map((category) => (
              <label key={category}>
                <input
                  type="radio"
                  name="tasks"
                  checked={view.category === category}
                  onChange={() => show({ ...view, category }, "push")}
                />
                <span>{category === "all" ? "All" : sentence(category)}</span>
              </label>
            ))}
          </div>
        </fieldset>
      )}
      <fieldset className={styles.choices}>
        <legend>Training</legend>
        <div>
          {trainings.map((training) => (
            <label key={training.id}>
              <input
                type="checkbox"
                checked={view.trainings.includes(training.id)}
                onChange={() => toggle(training.id)}
              />
              <span>
                <ShapeMark training={training.id} />
                {training.label}
              </span>
            </label>
          ))}
        </div>
      </fieldset>
    </div>
  );
}

/** Types into its own state and hands the text on after a pause: a URL per keystroke is more than browsers allow. */
function Search({ query, search }: { query: string; search: (query: string) => void }) {
  const id = useId();
  const [text, setText] = useState(query);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setText(query), [query]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <div className={styles.search}>
      <label htmlFor={id}>Search</label>
      <input
        id={id}
        type="search"
        value={text}
        placeholder="Name, data, architecture"
        autoComplete="off"
        onChange={(event) => {
          const next = event.target.value;
          setText(next);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => search(next.trim()), 150);
        }}
      />
    </div>
  );
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
