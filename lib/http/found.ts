import { notFound } from "next/navigation";
import { recordDenial } from "@/lib/audit/record-denial";
import { findActor } from "@/lib/auth/require-actor";
import { AppError } from "@/lib/errors";

/** What a page shows, or the page that says there is nothing here: for what is not there, and for what its reader may not see. */
export async function found<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof AppError) || (error.code !== "not_found" && error.code !== "forbidden")) throw error;
    const actor = await findActor();
    if (actor) await recordDenial(actor, error);
    notFound();
  }
}
