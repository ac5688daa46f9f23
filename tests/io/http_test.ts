/** The HTTP server, over real connections: what it reads, what it refuses, and what it bounds. */
import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import { HttpServer, NOBODY, type ServerOptions } from "../../src/io/http_server.ts";
import { bootNow } from "../../src/io/clock.ts";

const HERE = "127.0.0.1";

type Options = Partial<ServerOptions<Deno.TcpConn>>;

/** Answers with what it was asked. */
const echo = async (request: Request): Promise<Response> => {
  const { pathname, search } = new URL(request.url);
  return new Response(`${request.method} ${pathname}${search} ${await request.text()}`);
};

async function serving(
  options: Options,
  act: (port: number, server: HttpServer<Deno.TcpConn>) => Promise<void>,
): Promise<void> {
  const own = options.listener === undefined ? Deno.listen({ hostname: HERE, port: 0 }) : null;
  const server = new HttpServer<Deno.TcpConn>({
    listener: own ?? options.listener!,
    handler: echo,
    bounds: { most: 100, mostOf: () => 100 },
    admissionOf: () => ({ peer: "test", asker: NOBODY }),
    ...options,
  });
  try {
    await act(own?.addr.port ?? 0, server);
  } finally {
    await server.close();
  }
}

const connect = (port: number) => Deno.connect({ hostname: "127.0.0.1", port });

const bytes = (text: string) => new TextEncoder().encode(text);

async function toEnd(connection: Deno.Conn): Promise<string> {
  let text = "";
  const buffer = new Uint8Array(65536);
  for (;;) {
    const count = await connection.read(buffer).catch(() => null);
    if (count === null) return text;
    text += new TextDecoder().decode(buffer.subarray(0, count));
  }
}

/** What comes back for `parts`, sent one after another. */
async function say(port: number, ...parts: readonly string[]): Promise<string> {
  const connection = await connect(port);
  for (const part of parts) await connection.write(bytes(part));
  await connection.closeWrite();
  const said = await toEnd(connection);
  connection.close();
  return said;
}

const statusOf = (answer: string): string => answer.split("\r\n", 1)[0]!.split(" ")[1] ?? "";

Deno.test("requests on one connection are answered in order, whole or in pieces", () =>
  serving({}, async (port) => {
    const answers = await say(
      port,
      "GET /one HTTP/1.1\r\nHost: a\r\n\r\nPOST /two?x=1 HTTP/1.1\r\nHost: a\r\nContent-Le",
      "ngth: 4\r\n\r\nbo",
      "dyHEAD /three HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    );
    const [one, two, three, ...more] = answers.split(/(?=HTTP\/1\.1 )/);
    assertMatch(one!, /^HTTP\/1\.1 200 OK\r\n[^]*connection: keep-alive\r\n\r\nGET \/one $/);
    assertMatch(two!, /\r\n\r\nPOST \/two\?x=1 body$/);
    assertMatch(three!, /^HTTP\/1\.1 200 OK\r\n[^]*connection: close\r\n\r\n$/);
    assertEquals(more, []);
  }));

Deno.test("what is no request is refused with a reason, and the connection ends", () =>
  serving({}, async (port) => {
    const cases: readonly (readonly [string, string])[] = [
      ["SSH-2.0-OpenSSH\r\n\r\n", "400"],
      ["GET / HTTP/1.1\r\n\r\n", "400"],
      ["GET / HTTP/2.0\r\nHost: a\r\n\r\n", "505"],
      ["GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"],
      ["GET / HTTP/1.1\r\nHost: a/b?\r\n\r\n", "400"],
      ["GET / HTTP/1.1\r\nHost: a\r\n folded: x\r\n\r\n", "400"],
      ["GET / HTTP/1.1\r\nHost : a\r\n\r\n", "400"],
      ["GET / HTTP/1.1\r\nHost: a\r\nX: \x01\r\n\r\n", "400"],
      ["GET a HTTP/1.1\r\nHost: a\r\n\r\n", "400"],
      ["TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", "400"],
      ["POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", "400"],
      ["POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\n", "400"],
      ["POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nshort", "400"],
      ["POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "411"],
      ["POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\n\r\n", "413"],
      [`GET / HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(9000)}\r\n\r\n`, "431"],
    ];
    for (const [request, status] of cases) {
      const answer = await say(port, request);
      assertEquals([request.slice(0, 80), statusOf(answer)], [request.slice(0, 80), status]);
      assertMatch(answer, /\r\nconnection: close\r\n\r\nCannot read this request: .+\n$/);
    }
  }));

Deno.test("what old and careful clients send is answered", () =>
  serving({}, async (port) => {
    assertMatch(await say(port, "GET / HTTP/1.0\r\n\r\n"), /connection: close\r\n\r\nGET \/ $/);
    const expecting =
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
    assertMatch(await say(port, expecting, "hi"), /^HTTP\/1\.1 (100|200) [^]*POST \/ hi$/);
    const proxied = await say(port, "GET http://b/x HTTP/1.1\r\nHost: a\r\n\r\n");
    assertMatch(proxied, /GET \/x $/);
    const largest = "x".repeat(65536);
    const post = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 65536\r\n\r\n${largest}`;
    assertEquals(statusOf(await say(port, post)), "200");
  }));

Deno.test("a request that does not arrive is not waited for, nor is the next one", () =>
  serving({ arrivesWithin: 100 }, async (port) => {
    for (
      const begun of ["", "GET / HTTP/1.1\r\nHost: a\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"]
    ) {
      const connection = await connect(port);
      const start = bootNow();
      if (begun !== "") await connection.write(bytes(begun));
      await toEnd(connection);
      connection.close();
      assertLess(bootNow() - start, 2000);
    }
  }));

Deno.test("idle connections keep nobody out, and are counted when they have to go", () =>
  serving({ bounds: { most: 20, mostOf: () => 5 } }, async (port, server) => {
    const idle: Deno.Conn[] = [];
    for (let count = 0; count < 30; count++) {
      const connection = await connect(port);
      await connection.write(bytes("GET / HTTP/1.1\r\nHost: a\r\n"));
      idle.push(connection);
    }
    assertEquals(statusOf(await say(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")), "200");
    assertEquals(server.turnedOut, 26);
    for (const connection of idle) connection.close();
  }));

Deno.test("a peer that has no right is not let in", () =>
  serving(
    { admissionOf: () => ({ peer: null, asker: NOBODY }) },
    async (port, server) => {
      assertEquals(await say(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"), "");
      assertEquals(server.turnedOut, 1);
    },
  ));

Deno.test("without descriptors it waits, and goes on when there are some", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  let refusals = 3;
  const poor = {
    accept: () =>
      refusals-- > 0 ? Promise.reject(new Error("Too many open files")) : listener.accept(),
    close: () => listener.close(),
  };
  await serving({ listener: poor }, async () => {
    const answer = await say(listener.addr.port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    assertEquals(statusOf(answer), "200");
    assertLess(refusals, 0);
  });
});

Deno.test("a client that goes away, or does not read, harms nobody", () =>
  serving({
    handler: (request) =>
      new Response(request.url.endsWith("/long") ? "x".repeat(50_000_000) : "well"),
  }, async (port) => {
    const deaf = await connect(port);
    await deaf.write(bytes("GET /long HTTP/1.1\r\nHost: a\r\n\r\n"));
    const gone = await connect(port);
    await gone.write(bytes("GET /long HTTP/1.1\r\nHost: a\r\n\r\n"));
    gone.close();
    assertMatch(await say(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"), /well$/);
    deaf.close();
  }));

Deno.test("at its end it answers what it was asked, and leaves nobody waiting", async () => {
  const { promise, resolve } = Promise.withResolvers<Response>();
  await serving({ handler: () => promise }, async (port, server) => {
    const asking = say(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    const idle = await connect(port);
    await new Promise((asked) => setTimeout(asked, 100));
    const closing = server.close();
    assertEquals(await toEnd(idle), "");
    resolve(new Response("last"));
    assertMatch(await asking, /connection: [^]*last$/);
    await closing;
    idle.close();
    const refused = await connect(port).then((made) => made.close(), (error) => error);
    assert(refused instanceof Deno.errors.ConnectionRefused);
    await server.close();
  });
});
