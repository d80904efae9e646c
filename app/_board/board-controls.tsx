import { lazy } from "react";
import { DelayedField } from "../_parts/delayed-field.tsx";
import { untilItComes } from "../_parts/until-it-comes.ts";
import { boardMenus } from "./menus.ts";
import styles from "./toolbar.module.css";
import { ToolbarMenu } from "./toolbar-menu.tsx";
import type { BoardState } from "./use-board-view.ts";

const MenuChoices = lazy(() => untilItComes(() => import("./menu-choices.tsx")));

/** The toolbar of a board; without JavaScript it would do nothing, so it is not shown. */
export function BoardControls({ state }: { state: BoardState }) {
  const { head, view, change } = state;
  return (
    <div className={`${styles.toolbar} needs-script no-print`}>
      <DelayedField
        label="Search"
        type="search"
        placeholder="Search name, data, architecture"
        text={view.query}
        enter={(text) => change({ query: text.trim() }, "replace")}
      />
      {boardMenus(head, view).map((menu) => (
        <ToolbarMenu key={menu.id} menu={menu}>
          <MenuChoices menu={menu.id} state={state} />
        </ToolbarMenu>
      ))}
    </div>
  );
}
