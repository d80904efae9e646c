import { useEffect, useId, useRef, useState } from "react";
import styles from "./controls.module.css";

const pauseMs = 150;

interface DelayedFieldProperties {
  readonly label: string;
  /** Of the field in a form that is sent; left out where scripts alone read it. */
  readonly name?: string;
  readonly type: "search" | "number";
  readonly placeholder: string;
  readonly text: string;
  readonly enter: (text: string) => void;
}

/** Types into its own state and hands the text on after a pause: a URL per keystroke is more than browsers allow. */
export function DelayedField({ label, name, type, placeholder, text, enter }: DelayedFieldProperties) {
  const id = useId();
  const [typed, setTyped] = useState(text);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setTyped(text), [text]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name={name}
        type={type}
        value={typed}
        placeholder={placeholder}
        autoComplete="off"
        {...(type === "number" ? { min: 0, step: "any" } : {})}
        onChange={(event) => {
          const next = event.target.value;
          setTyped(next);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => enter(next), pauseMs);
        }}
      />
    </div>
  );
}
