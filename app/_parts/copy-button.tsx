"use client";

import { useState } from "react";
import styles from "./copy-button.module.css";
import { useIsAlive } from "./live.tsx";

interface CopyButtonProperties {
  readonly text: string;
  /** What is copied, for who does not see what the button stands beside. */
  readonly what: string;
}

/** Copies a text. Where the browser does not let it, says so: the text beside it can still be selected by hand. */
export function CopyButton({ text, what }: CopyButtonProperties) {
  const [outcome, setOutcome] = useState<"" | "Copied." | "Select it to copy it.">("");
  const isAlive = useIsAlive();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome("Copied.");
    } catch {
      setOutcome("Select it to copy it.");
    }
  };
  return (
    <span className={`${styles.copy} needs-script no-print`}>
      <span role="status">{outcome}</span>
      <button type="button" disabled={!isAlive} onClick={copy} onBlur={() => setOutcome("")}>
        Copy<span className="visually-hidden"> {what}</span>
      </button>
    </span>
  );
}
