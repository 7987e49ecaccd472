import { connection } from "next/server";

/** The web process answers; what it needs is told by `/api/ready`. */
export async function GET(): Promise<Response> {
  await connection();
  return Response.json({ status: "ok" }, { headers: { "cache-control": "no-store" } });
}
