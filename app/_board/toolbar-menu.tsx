import type { ReactNode } from "react";
import { ClosingDetails } from "../_parts/closing-details.tsx";
import { WhenOpened } from "../_parts/when-opened.tsx";
import type { Menu } from "./menus.ts";
import styles from "./toolbar.module.css";

/** A button of the toolbar with choices below it, over what follows; one at a time. */
export function ToolbarMenu({ menu, children }: { menu: Menu; children: ReactNode }) {
  return (
    <ClosingDetails className={styles.menu} name="board-controls" data-in-force={menu.isInForce || undefined}>
      <summary>
        <span>{menu.title}</span> <small>{menu.chosen}</small>
      </summary>
      <WhenOpened>{children}</WhenOpened>
    </ClosingDetails>
  );
}
