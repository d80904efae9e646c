"use client";

import {
  createContext,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  type SyntheticEvent,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { LinkedBackbone } from "./first-figures.ts";
import styles from "./home.module.css";

interface Link {
  readonly backbones: readonly LinkedBackbone[];
  /** Place of the one that is pointed at, in a figure or in the table; null: none. */
  readonly lit: number | null;
  readonly light: (index: number | null) => void;
}

const LinkContext = createContext<Link>({ backbones: [], lit: null, light: () => undefined });
export const useLinkedBackbones = (): Link => useContext(LinkContext);

/** Under these marks a figure says itself what is pointed at. */
export const figureMark = { "data-linked-figure": "" } as const;
const inFigure = "[data-linked-figure]";
const inRow = "tr[data-backbone]";

const within = ({ target }: SyntheticEvent, selector: string) =>
  target instanceof Element ? target.closest<HTMLElement>(selector) : null;

/**
 * Figures and the table of the same backbones: pointing at one, or focusing anything in its row, marks it in all of them.
 * A row is marked as an element, since hundreds of rows have no other reason to be drawn again.
 */
export function LinkedBackbones({
  backbones,
  children,
}: {
  backbones: readonly LinkedBackbone[];
  children: ReactNode;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const [lit, light] = useState<number | null>(null);
  const places = useMemo(() => new Map(backbones.map(({ id }, index) => [id, index])), [backbones]);
  const id = lit === null ? undefined : backbones[lit]?.id;
  useEffect(() => {
    const row =
      id === undefined ? null : frame.current?.querySelector(`tr[data-backbone="${CSS.escape(id)}"]`);
    row?.setAttribute("data-lit", "");
    return () => row?.removeAttribute("data-lit");
  }, [id]);
  const ofRow = (event: SyntheticEvent) => places.get(within(event, inRow)?.dataset.backbone ?? "") ?? null;
  const follow = (event: SyntheticEvent) => {
    if (!within(event, inFigure)) light(ofRow(event));
  };
  const point = (event: PointerEvent) => {
    if (event.pointerType !== "touch") follow(event);
  };
  const link = useMemo(() => ({ backbones, lit, light }), [backbones, lit]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: listens to what happens to rows and figures inside
    <div
      ref={frame}
      className={styles.linked}
      onPointerOver={point}
      onPointerLeave={point}
      onFocus={follow}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && light(null)}
      onKeyDown={(event: KeyboardEvent) => event.key === "Escape" && light(null)}
    >
      <LinkContext value={link}>{children}</LinkContext>
    </div>
  );
}
