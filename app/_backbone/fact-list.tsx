import type { ReactNode } from "react";
import styles from "./backbone.module.css";

export type Fact = readonly [name: string, value: ReactNode];

/** What is known, in words beside its name; what is not known is left out. */
export function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(
        ([name, value]) =>
          value && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
