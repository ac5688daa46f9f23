/** The control socket and its client, over real sockets. */
import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import { Hono } from "hono";
import { parseNetwork } from "../../src/config/mod.ts";
import { readAnswer, request } from "../../src/io/control_client.ts";
import { openControl } from "../../src/io/control_server.ts";
import { groupId, userWords } from "../../src/io/host.ts";
import type { Handler } from "../../src/io/http_server.ts";
import { peerOf, StatusEndpoint } from "../../src/io/status_endpoint.ts";

async function inDirectory(act: (directory: string) => Promise<void>): Promise<void> {
  const directory = await Deno.makeTempDir();
  try {
    await act(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

async function open(path: string, handler: Handler) {
  const server = await openControl(path, handler);
  assert(server.ok, server.ok ? "" : server.problem);
  return server.value;
}

const app = new Hono()
  .get("/hello", (context) => context.text("hello"))
  .get("/long", (context) => context.text("é".repeat(300_000)))
  .get("/stream", () => {
    const parts = ["one ", "two ", "three"].map((part) => new TextEncoder().encode(part));
    return new Response(ReadableStream.from(parts));
  })
  .get("/fault", () => {
    throw new Error("boom");
  })
  .post("/echo", async (context) => context.json(await context.req.json(), 409));

Deno.test("a request is answered, whatever the length and form of the answer", () =>
  inDirectory(async (directory) => {
    const path = `${directory}/run/hb.sock`;
    const server = await open(path, app.fetch);
    const get = async (what: string) => {
      const answer = await request(path, "GET", what);
      assert(answer.ok);
      return answer.value;
    };
    assertEquals(await get("/hello"), { status: 200, body: "hello" });
    assertEquals((await get("/long")).body.length, 300_000);
    assertEquals((await get("/stream")).body, "one two three");
    assertEquals((await get("/fault")).status, 500);
    assertEquals(await request(path, "POST", "/echo", { node: "n1" }), {
      ok: true,
      value: { status: 409, body: '{"node":"n1"}' },
    });
    await server.close();
  }));

Deno.test("only its user and the group haclient may open the socket", () =>
  inDirectory(async (directory) => {
    const path = `${directory}/hb.sock`;
    const before = Deno.umask(0o077);
    const server = await open(path, app.fetch).finally(() => Deno.umask(before));
    const { mode, gid } = await Deno.stat(path);
    assertEquals(mode! & 0o777, 0o660);
    const group = groupId("haclient");
    if (group !== null && Deno.uid() === 0) assertEquals(gid, group);
    await server.close();
    const after = await Deno.stat(path).catch((error) => error);
    assert(after instanceof Deno.errors.NotFound);
  }));

Deno.test("what a dead daemon left is removed, a living one is left alone", () =>
  inDirectory(async (directory) => {
    const path = `${directory}/hb.sock`;
    const stale = new Deno.Command("python3", {
      args: [
        "-c",
        `import socket; socket.socket(socket.AF_UNIX).bind(${JSON.stringify(path)})`,
      ],
    });
    assert((await stale.output()).success);
    const server = await open(path, app.fetch);
    const other = await openControl(path, app.fetch);
    assert(!other.ok);
    assertMatch(other.problem, /another hb answers on it; .*--socket/);
    assert((await request(path, "GET", "/hello")).ok);
    await server.close();
  }));

Deno.test("whoever asks is known by the user that the kernel says", () =>
  inDirectory(async (directory) => {
    const path = `${directory}/hb.sock`;
    const askers: (string | null)[] = [];
    const server = await open(path, (_, { by }) => {
      askers.push(by);
      return new Response();
    });
    await Deno.chmod(directory, 0o755);
    await Deno.chmod(path, 0o666);
    const connect = `import os, socket, sys
if len(sys.argv) > 1: os.setuid(int(sys.argv[1]))
s = socket.socket(socket.AF_UNIX); s.connect(${JSON.stringify(path)})
s.send(b"GET / HTTP/1.1\\r\\nHost: hb\\r\\nConnection: close\\r\\n\\r\\n")
print(s.recv(100))`;
    const ask = (...user: string[]) =>
      new Deno.Command("python3", { args: ["-c", connect, ...user] }).output();
    // Connections that stay open, and others at the same time, confuse nothing.
    const idle = [await Deno.connect({ transport: "unix", path })];
    idle.push(await Deno.connect({ transport: "unix", path }));
    await request(path, "GET", "/");
    assertEquals(askers, [userWords(Deno.uid()!)]);
    if (Deno.uid() === 0) {
      askers.length = 0;
      await Promise.all([ask("65533"), ask("65532"), ask(), ask("65533")]);
      assertEquals(askers.sort(), ["root (uid 0)", "uid 65532", "uid 65533", "uid 65533"]);
    }
    for (const connection of idle) connection.close();
    await server.close();
  }));

Deno.test("one user's idle connections do not keep another user out", () =>
  inDirectory(async (directory) => {
    const path = `${directory}/hb.sock`;
    const server = await open(path, app.fetch);
    const idle: Deno.Conn[] = [];
    for (let count = 0; count < 100; count++) {
      idle.push(await Deno.connect({ transport: "unix", path }));
    }
    assert((await request(path, "GET", "/hello")).ok);
    assert(server.turnedOut > 30);
    for (const connection of idle) connection.close();
    await server.close();
  }));

Deno.test("a file that is no socket is not removed", () =>
  inDirectory(async (directory) => {
    const path = `${directory}/hb.sock`;
    await Deno.writeTextFile(path, "precious");
    const server = await openControl(path, app.fetch);
    assert(!server.ok);
    assertMatch(server.problem, /^Cannot listen on control socket .*no socket; remove it$/);
    assertEquals(await Deno.readTextFile(path), "precious");
  }));

Deno.test("without a daemon the client says so and what to do", () =>
  inDirectory(async (directory) => {
    const answer = await request(`${directory}/none.sock`, "GET", "/");
    assert(!answer.ok);
    assertEquals(answer.problem.kind, "noDaemon");
    assertMatch(answer.problem.why, /^Cannot talk to the daemon on .*; start it with: hb run/);
  }));

Deno.test("a daemon that does not answer is waited for only so long", () =>
  inDirectory(async (directory) => {
    const path = `${directory}/hb.sock`;
    const { promise, resolve } = Promise.withResolvers<Response>();
    const server = await open(path, () => promise);
    const answer = await request(path, "GET", "/", undefined, 50);
    assert(!answer.ok);
    assertEquals(answer.problem.kind, "broken");
    assertMatch(answer.problem.why, /did not answer within 0.05s$/);
    resolve(new Response());
    await server.close();
  }));

Deno.test("a body beyond all need is refused", () =>
  inDirectory(async (directory) => {
    const path = `${directory}/hb.sock`;
    const server = await open(path, app.fetch);
    const answer = await request(path, "POST", "/echo", "x".repeat(100_000));
    assert(answer.ok);
    assertEquals(answer.value.status, 413);
    await server.close();
  }));

Deno.test("an answer that is not HTTP, or not all of it, is none", () => {
  const read = (text: string) => readAnswer(new TextEncoder().encode(text));
  assertEquals(read(""), null);
  assertEquals(read("SSH-2.0-OpenSSH\r\n\r\n"), null);
  assertEquals(read("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nfour"), null);
  assertEquals(read("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nfour"), null);
  assertEquals(read("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n"), null);
  assertEquals(read("HTTP/1.1 200 OK\r\n\r\nto the end")?.body, "to the end");
});

Deno.test("a status port that is taken is said once and the daemon goes on", async () => {
  const taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr as Deno.NetAddr;
  const said: string[] = [];
  const endpoint = new StatusEndpoint(app.fetch, (problem) => said.push(problem));
  await endpoint.configure({ listen: { hostname: "127.0.0.1", port } });
  assertEquals(endpoint.address(), null);
  assertLess(said.length, 2);
  assertMatch(said[0]!, /^Cannot serve the status on 127\.0\.0\.1:\d+: Address already in use/);
  taken.close();
  await endpoint.configure({ listen: { hostname: "127.0.0.1", port: 0 } });
  const address = endpoint.address();
  assertEquals(await (await fetch(`http://127.0.0.1:${address?.port}/hello`)).text(), "hello");
  await endpoint.configure({});
  assertEquals(endpoint.address(), null);
});

Deno.test("the status port is asked by the cluster's names only, and by whom may", async () => {
  const endpoint = new StatusEndpoint(app.fetch, (problem) => assertEquals(problem, ""));
  const listen = { hostname: "0.0.0.0", port: 0 };
  await endpoint.configure({ listen, hosts: ["Status.Example.org"], allow: ["192.0.2.0/24"] }, [
    "n1",
  ]);
  const { port } = endpoint.address()!;
  const ask = async (address: string, ...host: readonly string[]) => {
    const connection = await Deno.connect({ hostname: address, port });
    const head = host.length === 0
      ? "GET /hello HTTP/1.0"
      : `GET /hello HTTP/1.1\r\nHost: ${host[0]}\r\nConnection: close`;
    await connection.write(new TextEncoder().encode(`${head}\r\n\r\n`));
    const answer = await new Response(connection.readable).text().catch(() => "");
    return answer.split(" ")[1] ?? "closed";
  };
  for (const host of [[], ["n1:1"], ["localhost"], ["127.0.0.1:7"], ["status.example.org"]]) {
    assertEquals([host, await ask("127.0.0.1", ...host)], [host, "200"]);
  }
  assertEquals(await ask("127.0.0.1", "rebound.example.com"), "421");
  await endpoint.close();
});

Deno.test("this host may always ask, and others as the configuration allows", () => {
  const allowed = ["10.0.0.0/24", "fd00::/8"].flatMap((text) => parseNetwork(text) ?? []);
  const peer = (remote: string, local = "10.0.0.1") => peerOf(remote, local, allowed);
  for (const own of ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "10.0.0.1"]) {
    assertEquals([own, peer(own)], [own, "this host"]);
  }
  assertEquals(peer("192.0.2.7", "192.0.2.7"), "this host");
  assertEquals(peer("192.0.2.8", "192.0.2.7"), null);
  assertEquals(peer("2001:db8::1"), null);
  assertEquals(peer("fd00::1"), peer("fd00::a:b:c:d"));
  assertEquals(peer("10.0.0.7"), peer("::ffff:10.0.0.7"));
  const peers = ["fd00::1", "fd00:0:0:1::1", "10.0.0.7", "10.0.0.8"].map((each) => peer(each));
  assertEquals(new Set([...peers, "this host", null]).size, 6);
  assertEquals(typeof peerOf("192.0.2.8", "10.0.0.1", null), "string");
});
