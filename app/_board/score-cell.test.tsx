import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { Board } from "#db/derive/board/board.ts";
import type { Cell } from "#db/derive/board/cell.ts";
import { boardPage } from "#db/derive/board-view/page-in-view.ts";
import { testBoard, testRow } from "#db/test/board.ts";
import { BoardNotes } from "./board-notes.tsx";
import { BoardBodyRow } from "./board-row.tsx";
import { tableColumns } from "./table-columns.ts";

const metric = "voc2012/iou";

/** Two rows, of which the first has the cell. */
function boardWith(cell: Partial<Cell>): Board {
  const [first, second] = [testRow("first", { [metric]: 80 }), testRow("second", { [metric]: 70 })];
  const cells = Object.values(first.cells).map((own) => [own.metric, { ...own, ...cell }]);
  return testBoard({ ...first, cells: Object.fromEntries(cells) }, second);
}

function drawn(board: Board): string {
  const { head, shown } = boardPage(board);
  const setting = {
    columns: tableColumns(shown, head),
    ...({ counted: 1, scores: "values", cohortId: "x", togglePin: null, linkTarget: undefined } as const),
  } as const;
  return renderToStaticMarkup(
    <table>
      <tbody>
        {shown.rows.map((row) => (
          <BoardBodyRow key={row.backbone.id} setting={setting} row={row} />
        ))}
      </tbody>
    </table>,
  );
}

test("a number says where it comes from by a mark of its own, and in its link's name", () => {
  const html = drawn(boardWith({ source: "verified", secondRun: "reproduced" }));
  expect(html).toContain('data-source="verified" data-run="reproduced" data-best="true"');
  expect(html).toContain(
    'aria-label="80.0, best, Pascal VOC 2012 mIoU of first, measured and signed by a maintainer, reproduced by another maintainer"',
  );
  expect(drawn(boardWith({}))).not.toContain("data-run");
});

test("the legend explains the marks that the board has", () => {
  const notes = (cell: Partial<Cell>) => renderToStaticMarkup(<BoardNotes board={boardWith(cell)} />);
  expect(notes({ source: "verified", secondRun: "differs" })).toContain("another maintainer’s run differs");
  expect(notes({ source: "verified" })).toContain("measured and signed by a maintainer");
  expect(notes({})).not.toMatch(/another maintainer|signed/);
});
