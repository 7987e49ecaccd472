import { z } from "zod";

export const logStreams = ["stdout", "stderr"] as const;

export const logLineView = z
  .object({
    number: z.number().int().meta({ description: "Place in the whole log, from 1." }),
    at: z.iso.datetime(),
    stream: z.enum(logStreams),
    role: z.string(),
    rank: z.number().int(),
    text: z.string(),
    lostBytes: z
      .number()
      .int()
      .optional()
      .meta({ description: "Bytes lost in front of this line: it was written faster than it could be read." }),
  })
  .meta({ id: "LogLine", description: "One line of a log." });
export type LogLineView = z.output<typeof logLineView>;

/** A line as it comes in; the store gives it its number. */
export interface NewLogLine {
  readonly at: Date;
  readonly stream: (typeof logStreams)[number];
  readonly role: string;
  readonly rank: number;
  readonly text: string;
  readonly lostBytes?: number;
}

export const logPageView = z
  .object({
    lines: z.array(logLineView),
    lineCount: z.number().int().meta({ description: "Lines of the whole log so far." }),
  })
  .meta({ id: "LogPage", description: "Some lines of a log, in order." });
export type LogPageView = z.output<typeof logPageView>;

/** Which lines to read: those behind `after`, or the last ones before `before` (of the whole log when left out). */
export const logQuery = z.object({
  after: z.coerce.number().int().min(0).optional().meta({ description: "Lines behind this number." }),
  before: z.coerce.number().int().min(1).optional().meta({ description: "The last lines in front of this number." }),
  rank: z.coerce.number().int().min(0).optional(),
  stream: z.enum(logStreams).optional(),
  search: z.string().max(200).optional().meta({ description: "Only lines that hold this text, whatever the case." }),
  limit: z.coerce.number().int().min(1).max(2000).default(500),
});
export type LogQuery = Partial<z.output<typeof logQuery>>;
