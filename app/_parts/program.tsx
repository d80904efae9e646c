import { ScrollRegion } from "../_table/scroll-region.tsx";
import copyable from "./copy-button.module.css";
import { CopyButton } from "./copy-button.tsx";
import { sentence } from "./format.ts";
import styles from "./program.module.css";

interface ProgramProperties {
  readonly text: string;
  /** "the program for timm". */
  readonly what: string;
}

/** A program or a file, whose lines stay whole, with a button that copies it. */
export function Program({ text, what }: ProgramProperties) {
  return (
    <div className={copyable.copyable}>
      <ScrollRegion label={sentence(what)} className={styles.lines}>
        <pre className={styles.whole}>
          <code>{text}</code>
        </pre>
      </ScrollRegion>
      <CopyButton text={text} what={what} />
    </div>
  );
}
