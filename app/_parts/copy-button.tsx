"use client";

import { useState } from "react";
import styles from "./copy-button.module.css";
import { useIsAlive } from "./live.tsx";

const words = { ready: "Copy", copied: "Copied", refused: "Not copied: select the text" } as const;

/** Copies a text that stands beside it. */
export function CopyButton({
  text,
  what,
}: {
  readonly text: string;
  /** What it is, for those who do not see what stands beside it: "the command". */
  readonly what: string;
}) {
  const [state, setState] = useState<keyof typeof words>("ready");
  const isAlive = useIsAlive();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setState("copied");
    } catch {
      // Browsers keep the clipboard from pages that came unencrypted, and from those that a reader forbade it.
      setState("refused");
    }
  };
  return (
    <button
      type="button"
      className={`${styles.copy} needs-script no-print`}
      disabled={!isAlive}
      onClick={copy}
      onBlur={() => setState("ready")}
    >
      <span aria-live="polite">{words[state]}</span>
      <span className="visually-hidden"> {what}</span>
    </button>
  );
}
