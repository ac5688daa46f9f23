import { assertEquals, assertMatch, assertNotMatch, assertStringIncludes } from "@std/assert";
import { allCommands, main } from "../../src/cli/mod.ts";
import { documentOf } from "../status/documents.ts";
import { fakeWorld } from "./fake_world.ts";

Deno.test("what cannot be meant is refused with 64, a reason, and where to read more", async () => {
  const table: readonly (readonly [string, string])[] = [
    ["statsu", 'Cannot run hb statsu: there is no such command; did you mean "status"?'],
    ["xyzzy", "Cannot run hb xyzzy: there is no such command\n"],
    ["help statsu", 'Cannot run hb statsu: there is no such command; did you mean "status"?'],
    ["status --jsno", "Cannot run hb status: there is no option --jsno; did you mean --json?"],
    ["status -1x", "Cannot run hb status: there is no option -x\n"],
    ["status now", 'Cannot run hb status: there is too much: "now"'],
    ["status --json=yes", 'Cannot run hb status: --json takes no value, but "yes" was given'],
    ["status --socket", "Cannot run hb status: --socket needs a value: --socket PATH"],
    ["status --socket --json", "Cannot run hb status: --socket needs a value: --socket PATH"],
    ["move", "Cannot run hb move: something is missing: hb move RESOURCE [NODE]"],
    ["move web n1 n2", 'Cannot run hb move: there is too much: "n2"'],
    ["agent", "Cannot run hb agent: something is missing: hb agent test AGENT"],
    ["agent run lsb:x", "Cannot run hb agent: there is no hb agent run, only hb agent test"],
    ["agent test nginx", 'Cannot run hb agent: "nginx" is no agent: an agent begins with one of'],
    ["agent test lsb:x y", 'Cannot run hb agent: "y" is not of the form NAME=VALUE'],
    ["move web --timeout 5", "Cannot wait for 5: a time is a number with its unit"],
  ];
  for (const [typed, complaint] of table) {
    const world = fakeWorld({ documents: [documentOf()] });
    assertEquals(await main(typed.split(" "), world), 64, typed);
    assertStringIncludes(`${world.complaints.join("\n")}\n`, complaint, typed);
    assertEquals(world.printed, [], typed);
  }
});

Deno.test("hb alone shows the help, as a complaint", async () => {
  const world = fakeWorld();
  assertEquals(await main([], world), 64);
  assertMatch(world.complaints.join(), /Usage: hb COMMAND/);
});

Deno.test("hb help names every command, and explains each", async () => {
  const world = fakeWorld();
  assertEquals(await main(["help"], world), 0);
  for (const { name, summary } of await allCommands()) {
    assertStringIncludes(world.printed.join(), summary);
    for (const typed of [["help", name], [name, "--help"], [name, "-h"]]) {
      const asked = fakeWorld();
      assertEquals(await main(typed, asked), 0, typed.join(" "));
      assertStringIncludes(asked.printed.join(), `Usage: hb ${name}`);
    }
  }
});

Deno.test("the help fits a terminal of 100 columns", async () => {
  for (const { name } of await allCommands()) {
    const world = fakeWorld();
    await main(["help", name], world);
    await main(["help"], world);
    for (const line of world.printed.join("\n").split("\n")) {
      assertNotMatch(line, /^.{101}/);
    }
  }
});

Deno.test("--help and --version are understood as commands", async () => {
  const world = fakeWorld();
  assertEquals(await main(["--version"], world), 0);
  assertMatch(world.printed.join(), /^hb \d+\.\d+\.\d+ \(commit \w+, deno 1\.2\.3, v8 4\.5\)$/);
  assertEquals(await main(["--help", "move"], world), 0);
  assertMatch(world.printed.at(-1) ?? "", /^Usage: hb move/);
});

Deno.test("every command that needs a daemon ends with 69 where there is none", async () => {
  for (
    const typed of [
      "status",
      "status --json",
      "standby",
      "online",
      "move web",
      "cleanup",
      "start web",
      "stop web",
      "restart web",
      "manage web",
      "unmanage web",
      "maintenance on",
      "failcount",
    ]
  ) {
    const world = fakeWorld();
    assertEquals(await main(typed.split(" "), world), 69, typed);
    assertEquals(world.complaints, ["Cannot talk to the daemon on /run/hb/hb.sock"]);
  }
});

Deno.test("the socket is --socket, else $HB_SOCKET, else the usual one", async () => {
  const environment = { HB_SOCKET: "/from/environment" };
  const documents = [documentOf()];
  const table: readonly (readonly [string[], Record<string, string>, string])[] = [
    [["status"], {}, "/run/hb/hb.sock"],
    [["status"], environment, "/from/environment"],
    [["status", "--socket", "/typed"], environment, "/typed"],
    [["status", "--socket=/typed"], environment, "/typed"],
  ];
  for (const [typed, environment, socket] of table) {
    const world = fakeWorld({ documents, environment });
    assertEquals(await main(typed, world), 0);
    assertEquals([...world.sockets], [socket]);
  }
});
