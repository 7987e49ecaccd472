import { connection } from "next/server";
import { checkReadiness } from "@/lib/readiness/check-readiness";

/** 200 when every part works, else 503; each part is named. */
export async function GET(): Promise<Response> {
  await connection();
  const readiness = await checkReadiness();
  return Response.json(readiness, { status: readiness.ready ? 200 : 503, headers: { "cache-control": "no-store" } });
}
