import { z } from "zod";

/** A value as a job reported it. Not-a-number and infinities are values like others. */
export interface NewPoint {
  readonly name: string;
  readonly step: number;
  readonly value: number;
  readonly at: Date;
}

/** The same as it was written down: without a step it is numbered in its series. */
export type ReportedPoint = Omit<NewPoint, "step"> & { readonly step: number | null };

/** JSON has no such numbers: they travel as these words. */
export const unusualNumbers = ["NaN", "Infinity", "-Infinity"] as const;

export const pointValue = z.union([z.number(), z.enum(unusualNumbers)]);
export type PointValue = z.output<typeof pointValue>;

export function toPointValue(value: number): PointValue {
  return Number.isFinite(value) ? value : (String(value) as PointValue);
}

export const seriesView = z
  .object({
    name: z.string(),
    pointCount: z.number().int().meta({ description: "Points written so far." }),
    lastStep: z.number().nullable(),
    lastValue: pointValue.nullable(),
    lastAt: z.iso.datetime().nullable(),
    minValue: z.number().nullable(),
    maxValue: z.number().nullable(),
    from: z.number().int().meta({ description: "So many points of the series stand in front of those shown; 0 is the whole series." }),
    pointsPerBucket: z
      .number()
      .int()
      .meta({ description: "1: every point. Above: of so many neighbours only lowest and highest are shown." }),
    steps: z.array(z.number()),
    values: z.array(pointValue),
    times: z.array(z.number()).meta({ description: "Milliseconds since 1970." }),
  })
  .meta({ id: "MetricSeries", description: "A metric of a run over its steps." });
export type SeriesView = z.output<typeof seriesView>;

export const seriesQuery = z.object({
  maxPoints: z.coerce
    .number()
    .int()
    .min(10)
    .max(5000)
    .default(1000)
    .meta({ description: "Points of a series at most; above, minimum and maximum of neighbours." }),
  name: z.string().max(250).optional().meta({ description: "One metric alone." }),
});
export type SeriesQuery = Partial<z.output<typeof seriesQuery>>;
