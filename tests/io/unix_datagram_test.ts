import { assertEquals, assertMatch } from "@std/assert";
import { libc } from "../../src/io/libc.ts";
import { notify } from "../../src/io/notify.ts";
import { sendToSyslog } from "../../src/io/syslog.ts";
import { sendToUnixSocket } from "../../src/io/unix_datagram.ts";

/** It stays open until the process ends; opened within a test, it would be taken for a leak. */
libc();

/** What arrives on a datagram socket at a path of its own while `run` sends. */
async function received(run: (path: string) => void): Promise<string> {
  const directory = await Deno.makeTempDir();
  const path = `${directory}/socket`;
  const socket = Deno.listenDatagram({ transport: "unixpacket", path });
  run(path);
  const [bytes] = await socket.receive();
  socket.close();
  await Deno.remove(directory, { recursive: true });
  return new TextDecoder().decode(bytes);
}

Deno.test("systemd is told where it asked to be, one thing at a time whatever is in it", async () => {
  const before = Deno.env.get("NOTIFY_SOCKET");
  const said = await received((path) => {
    Deno.env.set("NOTIFY_SOCKET", path);
    notify("STATUS", "attribute x is 1\nMAINPID=1\u2028\x1b[2J");
  });
  assertEquals(said, "STATUS=attribute x is 1 | MAINPID=1\\u2028\\u001b[2J");
  if (before === undefined) Deno.env.delete("NOTIFY_SOCKET");
  else Deno.env.set("NOTIFY_SOCKET", before);
});

Deno.test("an abstract socket begins with a zero byte and has no file", () => {
  assertEquals(sendToUnixSocket("@hb-test-nobody-listens", "x")?.name, "ECONNREFUSED");
});

Deno.test("syslog gets facility, severity, time, program and one line", async () => {
  const said = await received((path) =>
    sendToSyslog("local0", new Date(2026, 2, 5, 7, 8, 9).getTime(), "warning", "a\nb", path)
  );
  assertMatch(said, /^<132>Mar {2}5 07:08:09 hb\[\d+\]: a \| b$/);
});

Deno.test("a syslog that is not there is a reason, not an error", () => {
  assertEquals(
    sendToSyslog("local0", 0, "info", "x", "/nowhere/log"),
    "No such file or directory (ENOENT)",
  );
});
