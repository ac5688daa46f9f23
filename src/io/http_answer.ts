/** Answers, as bytes for a connection. Source: RFC 9112, 6. */
import type { Refused } from "./http_request.ts";

/** Whole: no answer of hb is without end. */
export async function answerBytes(
  response: Response,
  method: string,
  keepAlive: boolean,
): Promise<Uint8Array> {
  const body = new Uint8Array(await response.arrayBuffer());
  const { status } = response;
  const hasBody = method !== "HEAD" && status !== 204 && status !== 304;
  const fields = [
    ...[...response.headers].filter(([name]) => !FRAMING.has(name))
      .map(([name, value]) => `${name}: ${value}`),
    `date: ${new Date().toUTCString()}`,
    ...hasBody ? [`content-length: ${body.length}`] : [],
    `connection: ${keepAlive ? "keep-alive" : "close"}`,
  ];
  const head = new TextEncoder().encode(
    `HTTP/1.1 ${status} ${WORDS[status] ?? ""}\r\n${fields.join("\r\n")}\r\n\r\n`,
  );
  if (!hasBody) return head;
  const all = new Uint8Array(head.length + body.length);
  all.set(head);
  all.set(body, head.length);
  return all;
}

export const refusalAnswer = ({ status, why }: Refused): Uint8Array => {
  const text = new TextEncoder().encode(`Cannot read this request: ${why}\n`);
  const head = new TextEncoder().encode(
    `HTTP/1.1 ${status} ${WORDS[status]}\r\ncontent-type: text/plain; charset=utf-8\r\n` +
      `content-length: ${text.length}\r\nconnection: close\r\n\r\n`,
  );
  return new Uint8Array([...head, ...text]);
};

/** What this server says itself. */
const FRAMING: ReadonlySet<string> = new Set(["connection", "content-length", "transfer-encoding"]);

const WORDS: Readonly<Record<number, string>> = {
  200: "OK",
  204: "No Content",
  400: "Bad Request",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  411: "Length Required",
  413: "Content Too Large",
  421: "Misdirected Request",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  503: "Service Unavailable",
  505: "HTTP Version Not Supported",
};
