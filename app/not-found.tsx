import type { Metadata } from "next";
import Link from "next/link";
import styles from "./_shell/shell.module.css";

export const metadata: Metadata = {
  title: "Nothing here · Dense Probing Leaderboard",
  description: "This address names no page, backbone or board of ours.",
};

export default function NotFound() {
  return (
    <div className={styles.message}>
      <h1>Nothing here</h1>
      <p>
        This address names no page, backbone or board of ours. Try the{" "}
        <Link href="/" prefetch={false}>
          board
        </Link>{" "}
        or the{" "}
        <Link href="/backbones" prefetch={false}>
          list of backbones
        </Link>
        .
      </p>
    </div>
  );
}
