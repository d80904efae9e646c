import { useCallback, useEffect, useRef, useState } from "react";

/** Long enough for a pointer to cross from a point to its tooltip. */
const lingerMs = 250;

export interface ShownPoint {
  /** Its id; null: no tooltip. */
  readonly shown: string | null;
  readonly show: (id: string) => void;
  /** After a moment, unless a point is shown or kept until then. */
  readonly leave: () => void;
  /** The pointer is in the tooltip. */
  readonly keep: () => void;
}

/** Whose tooltip is shown: that of the point under the pointer, with the focus or tapped, and as long as the pointer is in it. */
export function useShownPoint(): ShownPoint {
  const [shown, setShown] = useState<string | null>(null);
  const timer = useRef(0);
  const keep = useCallback(() => clearTimeout(timer.current), []);
  useEffect(() => keep, [keep]);
  const show = useCallback(
    (id: string) => {
      keep();
      setShown(id);
    },
    [keep],
  );
  const leave = useCallback(() => {
    keep();
    timer.current = window.setTimeout(() => setShown(null), lingerMs);
  }, [keep]);
  return { shown, show, leave, keep };
}
