import { useEffect, useId, useRef, useState } from "react";
import styles from "./controls.module.css";

const pauseMs = 150;

/** Types into its own state and hands the text on after a pause: a URL per keystroke is more than browsers allow. */
export function SearchField({ query, search }: { query: string; search: (query: string) => void }) {
  const id = useId();
  const [text, setText] = useState(query);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setText(query), [query]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <div className={styles.field}>
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
          timer.current = setTimeout(() => search(next.trim()), pauseMs);
        }}
      />
    </div>
  );
}
