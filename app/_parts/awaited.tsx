import { Activity, type ReactNode } from "react";
import { useEarlyActs } from "./early-acts.ts";

/**
 * A part of the page that stays the server's document while its content waits, and does afterwards what was asked of it
 * meanwhile. Not a Suspense: of that, the server would send a long one hidden, for a script to show.
 */
export function Awaited({ children }: { children: ReactNode }) {
  return (
    <div data-awaited="">
      <Activity>
        {children}
        <EarlyActs />
      </Activity>
    </div>
  );
}

/** Alive with the content beside it, and no sooner. */
function EarlyActs() {
  useEarlyActs("awaited");
  return null;
}
