import { type ReactNode, type RefObject, Suspense, useEffect, useState } from "react";
import type { Menu } from "./menus.ts";
import styles from "./toolbar.module.css";

/** A button of the toolbar with choices below it, over what follows; one at a time, and drawn when first opened. */
export function ToolbarMenu({ menu, children }: { menu: Menu; children: ReactNode }) {
  const [wasOpened, open] = useState(false);
  return (
    <details
      className={styles.menu}
      name="board-controls"
      data-in-force={menu.isInForce || undefined}
      onToggle={(event) => event.currentTarget.open && open(true)}
    >
      <summary>
        <span>{menu.title}</span> <small>{menu.chosen}</small>
      </summary>
      <div>{wasOpened && <Suspense fallback="…">{children}</Suspense>}</div>
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
