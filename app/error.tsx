"use client";

import { useLayoutEffect } from "react";
import styles from "./_shell/shell.module.css";
import { startTheme } from "./_shell/theme.ts";

/**
 * Shown where a page fails. The message stays in the server's log, found there by the digest. Of a page that fails on the
 * server, Next lets the browser draw all, and a script that is drawn does not run.
 */
export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  useLayoutEffect(() => {
    startTheme();
    document.title = "This page could not be made · Dense Probing Leaderboard";
  }, []);
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
