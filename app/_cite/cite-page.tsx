import Link from "next/link";
import type { SnapshotFacts } from "#db/read/snapshots.ts";
import { Command } from "../_parts/program.tsx";
import styles from "../_prose/prose.module.css";
import { paper } from "../_shell/elsewhere.ts";
import { snapshotPath } from "../_snapshots/snapshot-address.ts";
import { paperCitation, stateCitation } from "../cite.bib/citation.ts";

interface CiteProperties {
  /** The newest; null before anything was entered. */
  readonly snapshot: SnapshotFacts | null;
  /** Address of the site; undefined: unknown here, and `/cite.bib` says it as its reader asked for it. */
  readonly origin: string | undefined;
}

export function CitePage({ snapshot, origin }: CiteProperties) {
  return (
    <div className={styles.prose}>
      <h1>How to cite</h1>
      <p className={styles.lead}>
        Cite the paper for the method and for the numbers that it prints. For numbers from here add the state
        that you read: boards change with every upload, the page of a state never does.
      </p>

      <h2>The paper</h2>
      <p>
        <a href={paper.href}>{paper.title}</a>, Transactions on Machine Learning Research.
      </p>
      <Command text={paperCitation()} what="BibTeX of the paper" />

      <h2>The state that you read</h2>
      <State snapshot={snapshot} origin={origin} />

      <h2>A backbone, a data set</h2>
      <p>
        Each{" "}
        <Link href="/backbones" prefetch={false}>
          backbone’s page
        </Link>{" "}
        links to the paper of those who made it, and each{" "}
        <Link href="/tasks" prefetch={false}>
          task’s page
        </Link>{" "}
        to the data set that it is measured on. They made what is compared here: cite them too.
      </p>

      <h2>Keep up</h2>
      <p>
        The <a href="/feed.xml">Atom feed</a> has new results and each day’s last state; the{" "}
        <Link href="/snapshots" prefetch={false}>
          changelog
        </Link>{" "}
        what changed between two.
      </p>
    </div>
  );
}

function State({ snapshot, origin }: CiteProperties) {
  const file = <a href="/cite.bib">cite.bib</a>;
  if (!snapshot || origin === undefined) return <p>Paper and newest state in one file: {file}.</p>;
  return (
    <>
      <p>
        The newest is{" "}
        <Link href={snapshotPath(snapshot.id)} prefetch={false}>
          {snapshot.id}
        </Link>{" "}
        of {snapshot.takenAt.slice(0, 10)}. Both entries in one file: {file}; of an earlier state{" "}
        <code>/cite.bib?snapshot=ID</code>.
      </p>
      <Command text={stateCitation({ origin, snapshot })} what="BibTeX of this state" />
    </>
  );
}
