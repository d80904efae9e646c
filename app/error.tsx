"use client";

import styles from "./_shell/shell.module.css";

/** Shown where a page fails. The message stays in the server's log, found there by the digest. */
export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <div className={styles.message}>
      <h1>This page could not be made</h1>
      <p>
        The server failed while putting it together; nothing is lost.{" "}
        {error.digest && `Reference: ${error.digest}.`}
      </p>
      <button type="button" onClick={reset}>
        Try again
      </button>
    </div>
  );
}
