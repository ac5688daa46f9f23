/** Whether a change can be made on the running cluster, before it is made. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { main } from "../../src/cli/mod.ts";
import type { StatusDocument } from "../../src/status/mod.ts";
import { documentOf, n2, n3, ownView, peerView } from "../status/documents.ts";
import { fakeWorld, type Scene } from "./fake_world.ts";

const KEYS = "key-1 0707070707070707070707070707070707070707070707070707070707070707\n";

interface Draft {
  readonly name?: string;
  readonly cluster?: string;
  readonly nodes?: readonly string[];
  readonly port?: number;
  readonly members?: readonly string[];
  readonly address?: string;
  readonly nginx?: string;
  readonly more?: string;
}

/** The cluster of `documents.ts`, and what is to be changed of it. */
const toml = (draft: Draft = {}): string => {
  const members = draft.members ?? ["vip", "nginx"];
  return `[cluster]
name = "${draft.name ?? "shop"}"
deadtime = "10s"
keys = "/keys"
${draft.cluster ?? ""}
${(draft.nodes ?? ["n1", "n2"]).map((name) => `[[node]]\nname = "${name}"`).join("\n")}
[[link]]
kind = "bcast"
interface = "eth0"
port = ${draft.port ?? 694}
[[group]]
name = "web"
members = ${JSON.stringify(members)}
[[resource]]
name = "vip"
agent = "hb:vip"
params = { address = "${draft.address ?? "10.0.0.9"}/24", interface = "eth0" }
${
    members.filter((name) => name !== "vip").map((name) =>
      `[[resource]]\nname = "${name}"\nagent = "lsb:${name}"\n${draft.nginx ?? ""}`
    ).join("\n")
  }
${draft.more ?? ""}
`;
};

async function check(before: string, after: string, scene: Scene = {}) {
  const running = scene.documents !== undefined;
  const world = fakeWorld({
    files: { "/new.toml": after, "/old.toml": before, "/keys": KEYS },
    inForce: before,
    ...scene,
  });
  const against = running ? "running" : "/old.toml";
  const code = await main(["check", "/new.toml", "--against", against], world);
  const text = world.printed.join("\n");
  const [, compared = ""] = /^((?:Compared|No difference)[^]*?)\n\S*: good/m.exec(text) ?? [];
  return { code, compared, text, complaints: world.complaints.join("\n") };
}

const running = (...documents: readonly StatusDocument[]): Scene => ({ documents });

Deno.test("the same file is no difference", async () => {
  const { code, compared } = await check(toml(), toml());
  assertEquals([code, compared], [0, "No difference to /old.toml."]);
});

Deno.test("times that all nodes take together are safe, and nothing stops", async () => {
  const after = toml().replace('deadtime = "10s"', 'deadtime = "5s"\nkeepalive = "500ms"');
  const { code, compared } = await check(toml(), after, running(documentOf()));
  assertEquals(code, 0);
  assertStringIncludes(
    compared,
    "Compared with what is in force:\n" +
      "  All nodes take together, once all have reloaded; nothing stops for it:\n" +
      "    keepalive 1s -> 500ms\n" +
      "    deadtime 10s -> 5s\n",
  );
  assertEquals(/Resources|NOT safe/.test(compared), false, compared);
});

Deno.test("what each node takes by itself is told apart", async () => {
  const after = toml({ cluster: "auto_failback = true", nginx: 'monitor = "3s"' });
  const { code, compared } = await check(toml(), after);
  assertEquals([code, compared], [
    0,
    "Compared with /old.toml:\n" +
    "  Each node takes at once when it reloads:\n" +
    "    auto_failback false -> true\n" +
    "    resource nginx: monitors",
  ]);
});

Deno.test("a node may be added before or after; one is taken out only once hb there has stopped", async () => {
  const three = toml({ nodes: ["n1", "n2", "n3"] });
  const added = await check(toml(), three, running(documentOf()));
  assertEquals(added.code, 0);
  assertStringIncludes(
    added.compared,
    "    n3 is added: hb there may be started before or after; it counts once the others have " +
      "reloaded\n",
  );
  const views = (third: Parameters<typeof peerView>[0]) =>
    running(documentOf({ nodes: [ownView(), peerView(), peerView({ name: n3, ...third })] }));
  const there = await check(three, toml(), views({}));
  assertEquals(there.code, 75);
  assertStringIncludes(
    there.compared,
    "  NOT safe as it is:\n" +
      "    n3 is taken out: systemctl stop hb on n3 first, then reload the others",
  );
  const left = await check(three, toml(), views({ standing: "offline", because: "left" }));
  assertEquals(left.code, 0);
  assertStringIncludes(left.compared, "    n3 is taken out: hb there has stopped\n");
});

Deno.test("what cannot be changed while hb runs is refused by the engine's own rules", async () => {
  const renamed = await check(toml(), toml({ name: "store" }));
  assertEquals(renamed.code, 75);
  assertStringIncludes(
    renamed.compared,
    "    the cluster's name cannot be changed while it runs (shop to store): stop hb on all nodes first",
  );
  const moved = await check(toml(), toml({ port: 6940 }));
  assertEquals(moved.code, 75);
  assertMatch(
    moved.compared,
    /port and the addresses of link bcast:eth0 .* add another link first/,
  );
});

Deno.test("which resources are restarted, started, stopped, and why, by what runs now", async () => {
  const scene = () => running(documentOf());
  const vip = await check(toml(), toml({ address: "10.0.0.10" }), scene());
  assertEquals(vip.code, 0);
  assertMatch(
    vip.compared,
    /Resources, by what runs now:\n {4}vip: restart n1, or a reload where its agent can do that .*\n {4}nginx: restart n1/,
  );
  const gone = await check(toml(), toml({ members: ["vip"] }), scene());
  assertMatch(gone.compared, /by what runs now:\n {4}nginx: stop n1/);
  const more = await check(toml(), toml({ members: ["vip", "nginx", "db"] }), scene());
  assertMatch(more.compared, /by what runs now:\n {4}db: start n1/);
  const away = await check(
    toml(),
    toml({ more: '[[location]]\nresource = "web"\nnode = "n1"\nscore = "-INFINITY"\n' }),
    scene(),
  );
  assertMatch(away.compared, /vip: move n1 -> n2.*\n {4}nginx: move n1 -> n2/);
});

Deno.test("values of parameters, which may be secret, are not told", async () => {
  const after = toml({ nginx: "", more: "" }).replace(
    'agent = "lsb:nginx"',
    [
      'agent = "ocf:heartbeat:Dummy"',
      'params = { passwd = "hunter22" }',
    ].join("\n"),
  );
  const { text } = await check(toml(), after);
  assertMatch(text, /nginx: restart n1/);
  assertEquals(text.includes("hunter22"), false);
});

Deno.test("fencing taken out: which promise is lost, and why", async () => {
  const fenced = toml({ more: '[[fence]]\nname = "hand"\nagent = "manual"\n' });
  const { code, compared } = await check(fenced, toml());
  assertEquals(code, 0);
  assertMatch(
    compared,
    /Each node takes at once when it reloads:\n(?: {4}.*\n)* {4}fence device hand is taken out/,
  );
  assertMatch(
    compared,
    /Less is promised than before:\n(.*\n)* {4}no link between nodes works: exactly one, if .* -> at least one\n {8}because /,
  );
});

Deno.test("without a daemon, or with a bad file, that is what is said", async () => {
  const none = await check(toml(), toml(), { documents: [] });
  assertEquals([none.code, none.complaints], [69, "Cannot talk to the daemon on /run/hb/hb.sock"]);
  const strange = await check("[clutser]\n", toml(), running(documentOf()));
  assertEquals(strange.code, 1);
  assertMatch(strange.complaints, /^Cannot compare with what is in force: this hb does not/);
  assertEquals((await check("[clutser]\n", toml())).code, 78);
  assertEquals((await check(toml(), "[clutser]\n")).code, 78);
});

Deno.test("what is down is no reason to promise moves of what rests", async () => {
  const down = documentOf({
    nodes: [ownView(), peerView({ name: n2, standing: "offline", because: "silent" })],
  });
  const { compared } = await check(toml(), toml({ cluster: 'initdead = "70s"' }), running(down));
  assertEquals(/Resources/.test(compared), false, compared);
});

Deno.test("a change that waits already is told", async () => {
  const next = { changes: ["nodes", "deadtime"], awaited: [] };
  const waiting = documentOf({ config: { outdated: false, next, keyless: [] } });
  const { compared } = await check(toml(), toml(), running(waiting));
  assertMatch(compared, /Another one waits already; .*\n {4}nodes\n {4}deadtime$/);
});
