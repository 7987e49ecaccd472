import { customType, integer, timestamp, uuid } from "drizzle-orm/pg-core";

/** `timestamptz`, read as a Date. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

export const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });

/** What every living object has: an id made by the application, times, a bin and a version for ETag and If-Match. */
export const objectColumns = () => ({
  id: uuid("id").primaryKey(),
  createdAt: instant("created_at").notNull().defaultNow(),
  updatedAt: instant("updated_at").notNull().defaultNow(),
  deletedAt: instant("deleted_at"),
  version: integer("version").notNull().default(1),
});
