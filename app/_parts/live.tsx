import { type ReactNode, useSyncExternalStore } from "react";
import styles from "./live.module.css";

const neverChanges = () => () => undefined;

/** Do scripts run yet? */
export function useIsAlive(): boolean {
  return useSyncExternalStore(
    neverChanges,
    () => true,
    () => false,
  );
}

/** A part of the page whose buttons and fields work by scripts: all of them are disabled until those run. */
export function Live({ children }: { children: ReactNode }) {
  const isAlive = useIsAlive();
  return (
    <fieldset role="presentation" className={styles.live} disabled={!isAlive}>
      {children}
    </fieldset>
  );
}
