import { ScrollRegion } from "../_table/scroll-region.tsx";
import { CopyButton } from "./copy-button.tsx";
import { sentence } from "./format.ts";
import styles from "./program.module.css";

interface CodeProperties {
  readonly text: string;
  /** "the command", "the program for timm". */
  readonly what: string;
}

/** A command or an entry, whose lines may break, with a button that copies it. */
export function Command({ text, what }: CodeProperties) {
  return (
    <div className={styles.code}>
      <pre>
        <code>{text}</code>
      </pre>
      <CopyButton text={text} what={what} />
    </div>
  );
}

/** A program or a file, whose lines stay whole, with a button that copies it. */
export function Program({ text, what }: CodeProperties) {
  return (
    <div className={styles.code}>
      <ScrollRegion label={sentence(what)} className={styles.lines}>
        <pre>
          <code>{text}</code>
        </pre>
      </ScrollRegion>
      <CopyButton text={text} what={what} />
    </div>
  );
}
