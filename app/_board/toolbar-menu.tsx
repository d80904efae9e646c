import { type ReactNode, type RefObject, useEffect } from "react";
import styles from "./toolbar.module.css";

interface MenuProperties {
  readonly title: string;
  /** What is chosen, in a word or two. */
  readonly chosen: string;
  /** Is it something else than at first? */
  readonly isInForce: boolean;
  readonly children: ReactNode;
}

/** A button of the toolbar with choices below it, over what follows; one at a time. */
export function ToolbarMenu({ title, chosen, isInForce, children }: MenuProperties) {
  return (
    <details className={styles.menu} name="board-controls" data-in-force={isInForce || undefined}>
      <summary>
        <span>{title}</span> <small>{chosen}</small>
      </summary>
      <div>{children}</div>
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
