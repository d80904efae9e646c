"use client";

import { createContext, type ReactNode, useContext } from "react";

const DrawnQuery = createContext("");

/** What the server draws of a page is the view of this query, without "?". */
export function InView({ query, children }: { query: string; children: ReactNode }) {
  return <DrawnQuery value={query}>{children}</DrawnQuery>;
}

/** The search part of the address that the server draws. */
export function useDrawnSearch(): string {
  const query = useContext(DrawnQuery);
  return query && `?${query}`;
}
