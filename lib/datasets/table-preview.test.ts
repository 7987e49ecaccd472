import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { countRecords } from "@/lib/datasets/count-records";
import { mediaKind } from "@/lib/datasets/media-kind";
import { previewTable } from "@/lib/datasets/table-preview";

const types = (text: string) => previewTable(text, true).columns.map(({ name, type }) => `${name} ${type}`);

describe("a table's preview", () => {
  test("tells each column's type by what stands in it", () => {
    const text = "id,score,ok,day,note,nothing\n1,0.5,true,2026-01-02,x,\n2,3,FALSE,2026-01-03T10:00:00Z,,NA\n";
    expect(types(text)).toEqual(["id integer", "score number", "ok boolean", "day date", "note text", "nothing empty"]);
  });

  test("counts what is missing", () => {
    expect(previewTable("a,b\n1,\n,nan\n3,4\n", true).columns.map(({ missing }) => missing)).toEqual([1, 2]);
  });

  test.each([
    [",", "a,b\n1,2\n"],
    ["\t", "a\tb\n1,5\t2\n"],
    [";", "a;b\n1,5;2,5\n"],
    ["|", "a|b\n1|2\n"],
  ])("finds out that fields are cut by %j", (delimiter, text) => {
    expect(previewTable(text, true)).toMatchObject({ delimiter, columns: [{ name: "a" }, { name: "b" }] });
  });

  test("sees a file that has no header, and one that has nothing else", () => {
    expect(previewTable("1,2\n3,4\n", true)).toMatchObject({
      hasHeader: false,
      columns: [{ name: "1" }, { name: "2" }],
      rows: [
        ["1", "2"],
        ["3", "4"],
      ],
    });
    expect(previewTable("a,b\n", true)).toMatchObject({ hasHeader: true, rows: [] });
  });

  test("reads quotes, line ends of Windows and a byte-order mark", () => {
    const table = previewTable('\ufeffname,text\r\nA,"1, ""2""\r\n3"\r\n', true);
    expect(table.rows).toEqual([["A", '1, "2"\r\n3']]);
    expect(table.columns[0]?.name).toBe("name");
  });

  test("names lines with another number of fields, and shows them all the same", () => {
    const table = previewTable("a,b\n1,2\n3\n4,5,6\n", true);
    expect(table.brokenLines).toEqual([
      { line: 3, fields: 1, expected: 2 },
      { line: 4, fields: 3, expected: 2 },
    ]);
    expect(table.rows).toEqual([
      ["1", "2"],
      ["3", ""],
      ["4", "5"],
    ]);
  });

  test("leaves out the line that the beginning of a large file cuts", () => {
    expect(previewTable("a,b\n1,2\n3,", false)).toMatchObject({ rows: [["1", "2"]], brokenCount: 0, isCut: true });
  });
});

describe("records", () => {
  const count = (...pieces: string[]) => countRecords(Readable.from(pieces.map((piece) => Buffer.from(piece))));

  test("are counted over pieces, without blank lines, a quoted line end not ending one", async () => {
    expect(await count("a,b\n1,", "2\n\n3,4")).toBe(3);
    expect(await count('a\n"1\n', '2"\n')).toBe(2);
    expect(await count("")).toBe(0);
    expect(await count("a\r\n\r\nb\r\n")).toBe(2);
  });
});

describe("what a file is", () => {
  const head = (bytes: number[]) => Uint8Array.from(bytes);

  test("is told by its bytes and not by its name", () => {
    expect(mediaKind("photo.png", Buffer.from("<svg onload=alert(1)>"))).toEqual({ kind: "text" });
    expect(mediaKind("notes.txt", head([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))).toEqual({ kind: "image", type: "image/png" });
    expect(mediaKind("x.csv", head([0, 1, 2]))).toEqual({ kind: "binary" });
    expect(mediaKind("BM.txt", Buffer.from("BMW, Audi"))).toEqual({ kind: "text" });
  });

  test("is never markup to be rendered", () => {
    for (const name of ["a.html", "a.svg", "a.md", "a.xhtml"]) expect(mediaKind(name, Buffer.from("<script>"))).toEqual({ kind: "text" });
    expect(mediaKind("a.ipynb", Buffer.from("{}"))).toEqual({ kind: "json" });
  });
});
