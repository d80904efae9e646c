import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from "react";

/** Long enough for a pointer to cross from a point to its tooltip. */
const lingerMs = 250;

export interface EnteredPoint {
  /** Its id; null: no tooltip. */
  readonly entered: string | null;
  readonly enter: (id: string) => void;
  /** After a moment, unless something is entered or kept until then. */
  readonly leave: () => void;
  /** The pointer is in the tooltip. */
  readonly keep: () => void;
}

/**
 * Whose tooltip is shown: that of the point under the pointer, with the focus or tapped. It stays while the pointer is in it;
 * Escape puts it away wherever the focus is, as does a tap elsewhere.
 */
export function useEnteredPoint(chart: RefObject<HTMLElement | null>): EnteredPoint {
  const [entered, setEntered] = useState<string | null>(null);
  const timer = useRef(0);
  const keep = useCallback(() => clearTimeout(timer.current), []);
  const enter = useCallback((id: string) => {
    clearTimeout(timer.current);
    setEntered(id);
  }, []);
  const leave = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setEntered(null), lingerMs);
  }, []);
  useEffect(() => keep, [keep]);
  useEffect(() => {
    if (entered === null) return;
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === "Escape") setEntered(null);
    };
    const onPointer = ({ target }: PointerEvent) => {
      if (!chart.current?.contains(target as Node)) setEntered(null);
    };
    document.addEventListener("keydown", onKey);
    document.addEventListener("pointerdown", onPointer);
    return () => {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("pointerdown", onPointer);
    };
  }, [entered, chart]);
  return useMemo(() => ({ entered, enter, leave, keep }), [entered, enter, leave, keep]);
}
