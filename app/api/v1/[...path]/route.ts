import { notFound } from "@/lib/errors";
import { problemResponse } from "@/lib/http/problem";
import { requestFacts } from "@/lib/http/request-facts";

/** An address that the API does not have is refused in the API's own form. */
function nothing(request: Request): Response {
  const { locale, requestId } = requestFacts(request.headers);
  return problemResponse(notFound(), locale, requestId);
}

export { nothing as DELETE, nothing as GET, nothing as HEAD, nothing as PATCH, nothing as POST, nothing as PUT };
