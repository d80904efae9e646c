import Link from "next/link";
import styles from "./shell.module.css";

export function SiteFooter() {
  return (
    <footer className={styles.footer}>
      <p>
        Dense Attentive Probing: one small readout on frozen features, the same for every backbone. Numbers
        carry their source; numbers of different sources are never ranked together.
      </p>
      <p>
        <Link href="/method" prefetch={false}>
          What the numbers mean
        </Link>
        <Link href="/submit" prefetch={false}>
          Submit a backbone
        </Link>
        <Link href="/queue" prefetch={false}>
          Waiting
        </Link>
        <Link href="/snapshots" prefetch={false}>
          Changelog
        </Link>
        <a href="/api/v1/openapi.json">API</a>
      </p>
    </footer>
  );
}
