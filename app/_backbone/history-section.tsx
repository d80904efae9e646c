import { taskFacts } from "#contract";
import type { HistoryAction, HistoryEntry } from "#db/derive/history/backbone-history.ts";
import type { ThingKind } from "#db/derive/standing.ts";
import { dateTime, list } from "../_parts/format.ts";
import { actionWords as decisionWords } from "../_queue/thing-words.ts";
import styles from "./history.module.css";

const actionWords: Readonly<Record<HistoryAction, string>> = {
  printed: "Entered from the paper",
  sent: "Sent",
  corrected: "Corrected",
  signed: "Signed",
  ...decisionWords,
};

const kindWords: Readonly<Record<ThingKind, readonly [one: string, several: string]>> = {
  result: ["result", "results"],
  speed: ["measurement of time", "measurements of time"],
  artefacts: ["set of pictures", "sets of pictures"],
  "output-sizes": ["list of other output sizes", "lists of other output sizes"],
};

/** "3 results: Boundaries and Pascal VOC 2012". */
function thingsWords({ kind, count, tasks }: HistoryEntry): string {
  const [one, several] = kindWords[kind];
  const things = `${count} ${count === 1 ? one : several}`;
  return tasks.length > 0 ? `${things}: ${list(tasks.map((task) => taskFacts(task).label))}` : things;
}

/** What happened to a backbone on this site, newest first. */
export function HistorySection({ history }: { readonly history: readonly HistoryEntry[] }) {
  if (history.length === 0) return null;
  return (
    <section className={styles.history} aria-labelledby="history">
      <h2 id="history">What changed</h2>
      <ol>
        {history.map((entry) => (
          <li key={`${entry.at} ${entry.action} ${entry.kind} ${entry.by} ${entry.reason}`}>
            <time dateTime={entry.at}>{dateTime(entry.at)}</time>
            <span>
              <b>{actionWords[entry.action]}</b>
              {entry.by === null ? entry.action !== "printed" && " with this site" : ` by ${entry.by}`},{" "}
              {thingsWords(entry)}
              {entry.reason && <q>{entry.reason}</q>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
