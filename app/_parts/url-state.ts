"use client";

import { useCallback, useEffect, useMemo, useSyncExternalStore } from "react";

const changed = "url-state";

function subscribe(notify: () => void): () => void {
  addEventListener("popstate", notify);
  addEventListener(changed, notify);
  // Also hears the router's own navigations to the same page, where the browser has the Navigation API.
  const navigation = "navigation" in globalThis ? (globalThis.navigation as EventTarget) : null;
  navigation?.addEventListener("currententrychange", notify);
  return () => {
    removeEventListener("popstate", notify);
    removeEventListener(changed, notify);
    navigation?.removeEventListener("currententrychange", notify);
  };
}

/**
 * View state that lives in the URL and nowhere else. The server renders the default view (its snapshot is the
 * empty query), so the page can be static; `push` makes a step that Back undoes, `replace` does not.
 * `parse` and `serialise` must be stable functions.
 */
export function useUrlState<View>(
  parse: (parameters: URLSearchParams) => View,
  serialise: (view: View) => URLSearchParams,
): [view: View, show: (view: View, step: "push" | "replace") => void, search: string] {
  const search = useSyncExternalStore(
    subscribe,
    () => location.search,
    () => "",
  );
  const view = useMemo(() => parse(new URLSearchParams(search)), [parse, search]);
  const show = useCallback(
    (next: View, step: "push" | "replace") => {
      const query = serialise(next).toString();
      const url = `${location.pathname}${query ? `?${query}` : ""}${location.hash}`;
      if (step === "push") history.pushState(null, "", url);
      else history.replaceState(null, "", url);
      dispatchEvent(new Event(changed));
    },
    [serialise],
  );
  return [view, show, search];
}

/**
 * Of a page with `useUrlState`: shows the rows that a view in its URL has hidden (pending-view.ts).
 *
 * @param search as `useUrlState` read it; at first, as the server did, none whatever the URL is
 * @param isShown are the rows those of the view?
 */
export function useShownView(search: string, isShown = true): void {
  useEffect(() => {
    const { dataset } = document.documentElement;
    if (isShown && search === location.search) delete dataset.view;
    else dataset.viewAwaited = "";
  }, [search, isShown]);
}
