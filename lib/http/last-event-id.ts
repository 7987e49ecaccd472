/** Where a reader of a stream wants to go on, from its Last-Event-ID; null when it is new or sends something that was not ours. */
export function lastEventId(request: Request): number | null {
  const sent = request.headers.get("last-event-id");
  return sent !== null && /^\d{1,15}$/.test(sent) ? Number(sent) : null;
}
