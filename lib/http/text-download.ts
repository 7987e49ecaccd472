/** Text as an attachment, sent as it is read: it is never shown as a page. */
export function textDownload(fileName: string, text: AsyncIterable<string>): Response {
  const encoder = new TextEncoder();
  const iterator = text[Symbol.asyncIterator]();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await iterator.return?.();
    },
  });
  return new Response(body, {
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "content-disposition": `attachment; filename="${fileName.replace(/[^A-Za-z0-9._-]/g, "_")}"`,
      "cache-control": "private, no-store",
      "content-security-policy": "sandbox",
    },
  });
}
