import { z } from "zod";

export const textEncodings = ["UTF-8", "UTF-16", "GB18030"] as const;
export type TextEncoding = (typeof textEncodings)[number];

export const imageTypes = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"] as const;
export type ImageType = (typeof imageTypes)[number];

export const columnTypes = ["integer", "number", "boolean", "date", "text", "empty"] as const;
export type ColumnType = (typeof columnTypes)[number];

const delimiters = [",", "\t", ";", "|"] as const;

export const tablePreview = z
  .object({
    columns: z.array(z.object({ name: z.string(), type: z.enum(columnTypes), missing: z.number().int() })),
    rows: z.array(z.array(z.string())),
    delimiter: z.enum(delimiters),
    hasHeader: z.boolean(),
    brokenLines: z
      .array(z.object({ line: z.number().int(), fields: z.number().int(), expected: z.number().int() }))
      .meta({ description: "The first few records with another number of fields than the header." }),
    brokenCount: z.number().int(),
    isCut: z.boolean().meta({ description: "There are more rows than these." }),
  })
  .meta({ id: "TablePreview" });
/** The first rows of a table as they are, with what was noticed on the way. */
export type TablePreview = z.output<typeof tablePreview>;
export type TableColumn = TablePreview["columns"][number];

const file = { path: z.string(), size: z.number().int() };

export const filePreview = z
  .discriminatedUnion("kind", [
    z.object({
      ...file,
      kind: z.literal("table"),
      table: tablePreview,
      encoding: z.enum(textEncodings),
      rowCount: z.number().int().nullable().meta({ description: "Null where counting would take too long." }),
    }),
    z.object({ ...file, kind: z.enum(["text", "json"]), text: z.string(), encoding: z.enum(textEncodings), isCut: z.boolean() }),
    z.object({ ...file, kind: z.literal("image"), type: z.enum(imageTypes), url: z.url() }),
    z.object({ ...file, kind: z.enum(["binary", "empty", "largeImage"]) }),
  ])
  .meta({ id: "FilePreview", description: "The beginning of a file, as data." });
/** What the console can show of a file, as data. */
export type FilePreview = z.output<typeof filePreview>;
