import { type RefObject, useCallback, useEffect, useRef, useState } from "react";

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

/**
 * Whose tooltip is shown: that of the point under the pointer, with the focus or tapped, and as long as the pointer is in it.
 * A tap elsewhere puts it away, of which some phones tell the point nothing; the library does at Escape.
 */
export function useShownPoint(chart: RefObject<HTMLElement | null>): ShownPoint {
  const [shown, setShown] = useState<string | null>(null);
  const timer = useRef(0);
  const keep = useCallback(() => clearTimeout(timer.current), []);
  useEffect(() => keep, [keep]);
  useEffect(() => {
    if (shown === null) return;
    const onPointer = ({ target }: PointerEvent) => {
      if (!chart.current?.contains(target as Node)) setShown(null);
    };
    document.addEventListener("pointerdown", onPointer);
    return () => document.removeEventListener("pointerdown", onPointer);
  }, [shown, chart]);
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
