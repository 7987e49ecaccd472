import type { NextRequest } from "next/server";
import { handlers } from "@/lib/auth/next-auth";
import { assertSameOrigin } from "@/lib/http/origin";
import { problemResponse } from "@/lib/http/problem";
import { requestFacts } from "@/lib/http/request-facts";

/** Where other providers send people back to. */
export const GET = handlers.GET;

/** Everything that Auth.js changes by a form of the console; a foreign page is refused before Auth.js sees it. */
export async function POST(request: NextRequest): Promise<Response> {
  const facts = requestFacts(request.headers);
  try {
    assertSameOrigin(request.headers);
  } catch (error) {
    return problemResponse(error, facts.locale, facts.requestId);
  }
  return handlers.POST(request);
}
