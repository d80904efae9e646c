"use client";

import Link from "next/link";
import type { Upload } from "#db/read/things.ts";
import { dateTime } from "../_parts/format.ts";
import { thingWords } from "../_queue/thing-words.ts";
import type { Column } from "../_table/data-table.tsx";
import { PagedTable } from "../_table/paged-table.tsx";

const standingWords = { accepted: "accepted", waiting: "waits for a maintainer", withdrawn: "withdrawn" };

const columns: readonly Column<Upload>[] = [
  {
    heading: "When",
    cell: ({ receivedAt }) => <time dateTime={receivedAt}>{dateTime(receivedAt)}</time>,
  },
  { heading: "Who", cell: ({ holder }) => holder },
  {
    heading: "Backbone",
    headsRows: true,
    cell: ({ backboneId, backboneLabel }) => (
      <Link href={`/backbones/${backboneId}`} prefetch={false}>
        {backboneLabel}
      </Link>
    ),
  },
  { heading: "What", cell: thingWords },
  { heading: "Standing", cell: ({ standing }) => standingWords[standing] },
  { heading: "Id", cell: ({ id }) => <code title={id}>{id.slice(0, 12)}</code> },
];

/** A row an upload, newest first. */
export function UploadTable({ uploads }: { uploads: readonly Upload[] }) {
  return (
    <PagedTable
      caption="Uploads"
      isWide
      leastWidth="54rem"
      rows={uploads}
      keyOf={({ id }) => id}
      columns={columns}
    />
  );
}
