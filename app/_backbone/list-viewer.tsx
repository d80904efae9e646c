"use client";

import { useMemo } from "react";
import type { BackboneEntry } from "#db/derive/backbone-list/entry.ts";
import {
  entriesInView,
  type ListSort,
  listSorts,
  parseListView,
  serialiseListView,
} from "#db/derive/backbone-list/list-view.ts";
import { Controls, OneOf, Select, TrainingFilter } from "../_parts/controls.tsx";
import { DelayedField } from "../_parts/delayed-field.tsx";
import { Live } from "../_parts/live.tsx";
import { Pager } from "../_parts/pager.tsx";
import { useUrlState } from "../_parts/url-state.ts";
import { usePages } from "../_table/use-pages.ts";
import { awaitingPlace } from "./awaiting-place.ts";
import styles from "./list.module.css";
import { ListTable } from "./list-table.tsx";

const sortWords: Readonly<Record<ListSort, string>> = {
  training: "training, then name",
  name: "name",
  parameters: "parameters, fewest first",
  gmacs: "GMACs, fewest first",
  input: "input, smallest first",
};

/** Every backbone, those with numbers first; filters and order are the reader's. */
export function ListViewer({ entries }: { readonly entries: readonly BackboneEntry[] }) {
  const [view, show] = useUrlState(parseListView, serialiseListView);
  const [withNumbers, awaiting] = useMemo(() => {
    const shown = entriesInView(entries, view);
    const isAwaiting = ({ state }: BackboneEntry) => state === "awaiting";
    return [shown.filter((entry) => !isAwaiting(entry)), shown.filter(isAwaiting)];
  }, [entries, view]);
  const count = withNumbers.length + awaiting.length;
  return (
    <Live>
      <Controls>
        <DelayedField
          label="Search"
          type="search"
          placeholder="name, data, licence"
          text={view.query}
          enter={(query) => show({ ...view, query }, "replace")}
        />
        <TrainingFilter
          chosen={view.trainings}
          choose={(trainings) => show({ ...view, trainings }, "push")}
        />
        <OneOf
          legend="Licence of the weights"
          options={[
            { value: "any", label: "Any" },
            { value: "commercial", label: "Commercial use allowed" },
          ]}
          value={view.use}
          choose={(use) => show({ ...view, use }, "push")}
        />
        <Select
          legend="Order"
          options={listSorts.map((value) => ({ value, label: sortWords[value] }))}
          value={view.sort}
          choose={(sort) => show({ ...view, sort }, "push")}
        />
      </Controls>
      <p className={styles.found} aria-live="polite">
        {count === entries.length ? `${entries.length} backbones` : `${count} of ${entries.length} backbones`}
      </p>
      <Part id="with-numbers" title="With scores" entries={withNumbers} />
      {entries.some(({ state }) => state === "awaiting") && (
        <Part id={awaitingPlace} title="Awaiting measurement" entries={awaiting} />
      )}
    </Live>
  );
}

/** Rows of one table at a time. */
const rowsAtOnce = 100;

interface PartProperties {
  readonly id: string;
  readonly title: string;
  readonly entries: readonly BackboneEntry[];
}

function Part({ id, title, entries }: PartProperties) {
  const { shown, pager } = usePages(entries, rowsAtOnce);
  return (
    <section className={styles.part} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {entries.length === 0 ? (
        <p className={styles.none}>None of these passes the filters.</p>
      ) : (
        <ListTable caption={`Backbones: ${title.toLowerCase()}`} entries={shown} />
      )}
      <Pager {...pager} />
    </section>
  );
}
