"use client";

import { lazy } from "react";
import { ClosingDetails } from "../_parts/closing-details.tsx";
import { untilItComes } from "../_parts/until-it-comes.ts";
import { WhenOpened } from "../_parts/when-opened.tsx";
import styles from "./home.module.css";
import type { SavedProperties } from "./saved-figure.tsx";

const SavedFigure = lazy(() => untilItComes(() => import("./saved-figure.tsx")));

/** A figure as a file; what draws it is loaded when somebody asks for it. */
export function SaveFigure({ what, ...figure }: SavedProperties & { readonly what: string }) {
  return (
    <ClosingDetails className={`${styles.save} needs-script no-print`}>
      <summary>
        Save<span className="visually-hidden"> {what}</span>
      </summary>
      <WhenOpened>
        <SavedFigure {...figure} />
      </WhenOpened>
    </ClosingDetails>
  );
}
