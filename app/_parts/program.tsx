import { CopyButton } from "./copy-button.tsx";
import styles from "./program.module.css";

/** A command or a program, with a button that copies it. */
export function Program({
  text,
  what,
}: {
  readonly text: string;
  /** "the command", "the program for timm". */
  readonly what: string;
}) {
  return (
    <div className={styles.program}>
      <pre>
        <code>{text}</code>
      </pre>
      <CopyButton text={text} what={what} />
    </div>
  );
}
