import type { IncomingMessage, ServerResponse } from "node:http";

const hasBody = ({ headers }: IncomingMessage) =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;

/**
 * An answer that comes before the body has (a refusal, mostly) ends the connection, and what is left of the body stays unread:
 * Node would take in all of it, however large. A socket that is closed over unread bytes takes the answer back from a caller
 * who still writes, so it stays open, unread, for a while.
 */
export function stopReadingWhenAnswered(
  request: IncomingMessage,
  response: ServerResponse,
  openMs: number,
): void {
  if (!hasBody(request)) return;
  const { socket } = request;
  const writeHead = response.writeHead.bind(response) as (...written: unknown[]) => ServerResponse;
  response.writeHead = ((...written: unknown[]) => {
    if (!request.complete && !response.headersSent) {
      response.setHeader("connection", "close");
      // Node calls it when the answer is sent: it would end the connection's other half as well.
      socket.destroySoon = () => {
        socket.end();
        // Node has just asked for the rest of the body, at the next turn.
        setImmediate(() => socket.pause());
        setTimeout(() => socket.destroy(), openMs).unref();
      };
    }
    return writeHead(...written);
  }) as ServerResponse["writeHead"];
}
