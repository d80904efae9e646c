import { type ReactNode, type RefObject, useEffect } from "react";
import { WhenOpened } from "../_parts/when-opened.tsx";
import type { Menu } from "./menus.ts";
import styles from "./toolbar.module.css";

/** A button of the toolbar with choices below it, over what follows; one at a time. */
export function ToolbarMenu({ menu, children }: { menu: Menu; children: ReactNode }) {
  return (
    <details className={styles.menu} name="board-controls" data-in-force={menu.isInForce || undefined}>
      <summary>
        <span>{menu.title}</span> <small>{menu.chosen}</small>
      </summary>
      <WhenOpened>{children}</WhenOpened>
    </details>
  );
}

/** An open menu closes by Escape, which gives the focus back, and by pressing elsewhere. */
export function useClosingMenus(toolbar: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const open = () => toolbar.current?.querySelector<HTMLDetailsElement>("details[open]");
    const press = ({ target }: Event) => {
      const menu = open();
      if (menu && target instanceof Node && !menu.contains(target)) menu.open = false;
    };
    const leave = ({ key }: KeyboardEvent) => {
      const menu = open();
      if (key !== "Escape" || !menu) return;
      menu.open = false;
      menu.querySelector("summary")?.focus();
    };
    document.addEventListener("pointerdown", press);
    document.addEventListener("keydown", leave);
    return () => {
      document.removeEventListener("pointerdown", press);
      document.removeEventListener("keydown", leave);
    };
  }, [toolbar]);
}
