import styles from "./copy-button.module.css";
import { CopyButton } from "./copy-button.tsx";

/** Commands or a file as they stand, with a button that copies them. */
export function Copyable({ text, what }: { text: string; what: string }) {
  return (
    <div className={styles.copyable}>
      <pre>
        <code>{text}</code>
      </pre>
      <CopyButton text={text} what={what} />
    </div>
  );
}
