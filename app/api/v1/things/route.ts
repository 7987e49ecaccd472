import { z } from "zod";
import { route } from "@/lib/http/route";
import { searchThings } from "@/lib/search/search-things";
import { searchThingsInput, thingView } from "@/lib/search/thing";

export const GET = route(
  {
    verb: "thing.search",
    summary: "Find things of a project by name or address",
    query: searchThingsInput,
    response: z.object({ items: z.array(thingView), nextCursor: z.null() }),
  },
  async ({ actor, query }) => ({ items: await searchThings(actor, query), nextCursor: null }),
);
