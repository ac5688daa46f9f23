import { assertEquals } from "@std/assert";
import { checkHost, formatProblem, type HostFacts, parseConfig } from "../../src/config/mod.ts";
import { nodeName } from "../../src/model/mod.ts";

const TEXT = `[cluster]
name = "shop"
keys = "/etc/hb/keys"
[[node]]
name = "node1"
[[node]]
name = "node2"
[[link]]
kind = "bcast"
interface = "eth0"
[[link]]
kind = "ucast"
interface = "eth1"
addresses = { node1 = "10.2.0.1", node2 = "10.2.0.2" }
[[resource]]
name = "vip"
agent = "hb:vip"
params = { address = "10.1.0.100/24" }
[[resource]]
name = "nginx"
agent = "lsb:nginx"
[[resource]]
name = "database"
agent = "systemd:postgresql@15"
`;

const GOOD: HostFacts = {
  hostname: "node1",
  interfaces: [
    { name: "lo", up: true, broadcast: false, addresses: ["127.0.0.1/8"] },
    { name: "eth0", up: true, broadcast: true, addresses: ["10.1.0.1/24"] },
    { name: "eth1", up: true, broadcast: true, addresses: ["10.2.0.1/24"] },
  ],
  keysFile: { exists: true, mode: 0o600, owner: 0, problem: null },
  fileExists: (path) =>
    ["/etc/init.d/nginx", "/lib/systemd/system/postgresql@.service"].includes(path),
  wayTo: (path) => [{ path, mode: 0o600, uid: 0, gid: 0 }],
  self: { uid: 0, gid: 0 },
  commandPath: (name) => `/usr/sbin/${name}`,
};

function check(facts: Partial<HostFacts>, text = TEXT, node = "node1"): readonly string[] {
  const parsed = parseConfig(text, "cluster.toml");
  return checkHost(parsed, nodeName(node), { ...GOOD, ...facts }, "cluster.toml")
    .map((problem) => formatProblem(problem).replace("cluster.toml:", ""));
}

const keysFile = (change: Partial<HostFacts["keysFile"]>): Partial<HostFacts> => ({
  keysFile: { ...GOOD.keysFile, ...change },
});

/** The good facts with one interface as it is described instead. */
const withInterface = (
  name: string,
  change: Partial<HostFacts["interfaces"][number]>,
): Partial<HostFacts> => ({
  interfaces: GOOD.interfaces.map((found) => found.name === name ? { ...found, ...change } : found),
});

Deno.test("a host that fits has no problem", () => assertEquals(check({}), []));

Deno.test("a file that is not good is not held against the host", () => {
  assertEquals(check({}, "[cluster]\n"), []);
});

Deno.test("this node has to be in the file (Heartbeat: Current node not in configuration)", () => {
  assertEquals(check({ hostname: "nod1" }, TEXT, "nod1"), [
    '4:1: error: Cannot find this node in the file: this host is called nod1 (uname -n), and the nodes are node1, node2; add it, or say with --node which of them it is; did you mean "node1"?',
  ]);
});

Deno.test("the keys have to be there, and root's alone (Heartbeat: Bad permissions)", () => {
  assertEquals(check(keysFile({ exists: false, mode: null, owner: null })), [
    '3:8: error: Cannot use keys = "/etc/hb/keys": there is no such file; make it once with (umask 077; hb keygen > /etc/hb/keys), and copy it to every node',
  ]);
  assertEquals(check(keysFile({ mode: 0o644 })), [
    '3:8: error: Cannot use keys = "/etc/hb/keys": its mode is 0644, so others than its owner could read it or run it; chmod 600 /etc/hb/keys',
  ]);
  assertEquals(check(keysFile({ owner: 65534 })), [
    '3:8: error: Cannot use keys = "/etc/hb/keys": it belongs to user 65534 instead of root; chown root /etc/hb/keys',
  ]);
  assertEquals(check(keysFile({ problem: "it is empty" })), [
    '3:8: error: Cannot use keys = "/etc/hb/keys": it is empty',
  ]);
  assertEquals(check(keysFile({ mode: 0o400 })), []);
});

Deno.test("an interface has to exist, be up, and have a broadcast for bcast", () => {
  assertEquals(check(withInterface("eth0", { name: "eth00" })), [
    '10:13: error: Cannot use link bcast:eth0: this host has no interface eth0; it has lo, eth00, eth1; did you mean "eth00"?',
  ]);
  assertEquals(check(withInterface("eth1", { up: false })), [
    "13:13: warning: ucast:eth1 is down: interface eth1 is not up",
  ]);
  assertEquals(check(withInterface("eth0", { broadcast: false })), [
    '10:13: error: Cannot use link bcast:eth0: interface eth0 has no broadcast; write kind = "ucast" with addresses',
  ]);
});

Deno.test("a node's own address has to be on the interface that is named", () => {
  const text = TEXT.replace("10.2.0.1", "10.1.0.1");
  assertEquals(check({}, text), [
    "14:23: error: Cannot use address 10.1.0.1 of node1: interface eth1 of this host has 10.2.0.1/24; 10.1.0.1 is on eth0",
  ]);
});

Deno.test("an address needs an interface whose network it is in, or one that is named", () => {
  const elsewhere = TEXT.replace("10.1.0.100", "192.168.7.100");
  assertEquals(check({}, elsewhere), [
    '18:22: error: Cannot bring up vip: no interface of this host has a network with 192.168.7.100/24 in it; add interface = "…" to its params',
  ]);
  const named = elsewhere.replace('100/24" }', '100/24", interface = "eth1" }');
  assertEquals(check({}, named), []);
  assertEquals(
    check(
      {},
      named.replace('"eth1" }', '"eth9" }'),
    ),
    [
      '18:54: error: Cannot bring up vip: this host has no interface eth9; it has lo, eth0, eth1; did you mean "eth0"?',
    ],
  );
});

Deno.test("scripts and units that are not there are warned of (keepalived ran unmonitored)", () => {
  assertEquals(check({ fileExists: () => false }), [
    "21:9: warning: nginx cannot run here: there is no /etc/init.d/nginx; install it, or correct the name",
    "24:9: warning: database cannot run here: there is no /etc/systemd/system/postgresql@.service and no /run/systemd/system/postgresql@.service; install it, or correct the name",
  ]);
  assertEquals(check({ commandPath: () => null }), [
    "24:9: warning: database cannot run here: there is no systemctl",
  ]);
});

Deno.test("an agent that cannot promote is told of, where it was asked", () => {
  const text = `${TEXT}[[clone]]
name = "dummies"
of = "dummy"
promotable = true
[[resource]]
name = "dummy"
agent = "ocf:heartbeat:Dummy"
`;
  const fileExists = () => true;
  const asked = (...actions: readonly string[]) =>
    check({ fileExists, agentActions: new Map([["ocf:heartbeat:Dummy", actions]]) }, text);
  assertEquals(check({ fileExists }, text), []);
  assertEquals(asked("start", "stop", "monitor", "promote", "demote"), []);
  assertEquals(asked("start", "stop", "monitor"), [
    "28:14: warning: dummy can never be promoted: its agent ocf:heartbeat:Dummy knows no promote " +
    "and demote, only start, stop, monitor; remove promotable, or use another agent",
  ]);
});

const SAFE = TEXT + `[fencing]
panic = ["/usr/local/sbin/end"]
[[fence]]
name = "ipmi"
agent = "fence_ipmilan"
params = { username = "hb", password = "secret" }
from = ["node1"]
nodes = ["node2"]
[[fence]]
name = "glue"
agent = "external/ipmi"
level = 2
[[fence]]
name = "switch"
agent = "command"
command = ["power"]
level = 3
[watchdog]
[arbiter]
kind = "etcd"
endpoints = ["https://10.9.0.1:2379"]
username = "hb"
password_file = "/etc/hb/etcd-password"
ca_file = "/etc/hb/ca.pem"
`;

/** Of what fencing, the watchdog and the arbiter need. */
const checkSafe = (facts: Partial<HostFacts>, node = "node1") =>
  check(facts, SAFE, node).filter((line) => !/ (cannot run here|Cannot use address)/.test(line));

Deno.test("fence agents, a watchdog and the arbiter's files that this host needs are looked for", () => {
  assertEquals(checkSafe({ fileExists: () => true }), []);
  assertEquals(checkSafe({ fileExists: () => false, commandPath: () => null }), [
    "26:10: warning: This host could not end itself: there is no /usr/local/sbin/end; copy it to this host, or correct the name",
    "29:9: warning: ipmi cannot be used here: there is no fence_ipmilan; install fence-agents, or correct the name",
    "35:9: warning: glue cannot be used here: there is no /usr/lib/stonith/plugins/external/ipmi; install cluster-glue, or correct the name",
    "39:9: warning: switch cannot be used here: there is no power; copy it to this host, or correct the name",
    "42:1: warning: This host is not watched: there is no /dev/watchdog; load its driver at boot, without one softdog: echo softdog > /etc/modules-load.d/watchdog.conf",
    '47:17: error: Cannot use password_file = "/etc/hb/etcd-password": there is no such file; copy it to this host',
    '48:11: error: Cannot use ca_file = "/etc/hb/ca.pem": there is no such file; copy it to this host',
  ]);
});

Deno.test("an agent that only other nodes call need not be here", () => {
  const absent = checkSafe({ fileExists: () => true, commandPath: () => null }, "node2");
  assertEquals(absent.filter((line) => line.includes("fence_ipmilan")), []);
});

Deno.test("passwords that others can read are warned of", () => {
  assertEquals(
    checkSafe({ fileExists: () => true, wayTo: (path) => [{ path, mode: 0o644, uid: 0, gid: 0 }] }),
    [
      '30:40: warning: Others than root can read password of ipmi: chmod 600 cluster.toml, or let a script tell it: password_script = "/PATH"',
      "47:17: warning: Others than root can read /etc/hb/etcd-password: chmod 600 /etc/hb/etcd-password",
    ],
  );
});

Deno.test("what others than root could change is warned of, each file once", () => {
  const exists = { fileExists: () => true };
  const loose = (...paths: readonly string[]): Partial<HostFacts> => ({
    ...exists,
    wayTo: (path) =>
      ["/", path].map((each) => ({
        path: each,
        mode: paths.includes(each) ? 0o777 : 0o600,
        uid: 0,
        gid: 0,
      })),
  });
  const text = `${TEXT}[[resource]]\nname = "nginx2"\nagent = "lsb:nginx"\nparams = { a = "1" }\n`;
  assertEquals(check(loose("cluster.toml", "/etc/hb", "/etc/init.d/nginx"), text), [
    "1:1: warning: Not only root can change this file: everyone may write cluster.toml (mode 0777); chmod o-w cluster.toml",
    "3:8: warning: Not only root can change the folder of the keys: everyone may write /etc/hb (mode 0777); chmod o-w /etc/hb",
    "21:9: warning: Not only root can change lsb:nginx: everyone may write /etc/init.d/nginx (mode 0777); chmod o-w /etc/init.d/nginx",
  ]);
  const fences = [
    "/usr/local/sbin/end",
    "/usr/sbin/fence_ipmilan",
    "/usr/lib/stonith/plugins/external/ipmi",
    "/usr/sbin/power",
    "/etc/hb/ca.pem",
  ];
  const told = checkSafe(loose(...fences)).map((line) => line.replace(/; chmod.*/, ""));
  assertEquals(told, [
    "26:10: warning: Not only root can change what ends this host: everyone may write /usr/local/sbin/end (mode 0777)",
    "29:9: warning: Not only root can change what ipmi calls: everyone may write /usr/sbin/fence_ipmilan (mode 0777)",
    "35:9: warning: Not only root can change what glue calls: everyone may write /usr/lib/stonith/plugins/external/ipmi (mode 0777)",
    "39:9: warning: Not only root can change what switch calls: everyone may write /usr/sbin/power (mode 0777)",
    "48:11: warning: Not only root can change ca_file: everyone may write /etc/hb/ca.pem (mode 0777)",
  ]);
});

Deno.test("a resource's secrets in a file that others can read are warned of", () => {
  const text = `${TEXT}[[resource]]
name = "share"
agent = "ocf:heartbeat:Filesystem"
params = { device = "//nas/x", directory = "/mnt", options = "username=a,password=secret" }
`;
  const open = {
    fileExists: () => true,
    wayTo: (path: string) => [{ path, mode: 0o644, uid: 0, gid: 0 }],
  };
  assertEquals(check(open, text), [
    "28:62: warning: Others than root can read options of share: chmod 600 cluster.toml",
  ]);
  assertEquals(
    check({ ...open, wayTo: (path) => [{ path, mode: 0o640, uid: 0, gid: 0 }] }, text),
    [],
  );
});

Deno.test("a witness needs no agents of what the others run", () => {
  const text = TEXT.replace('name = "node1"', 'name = "node1"\nwitness = true');
  assertEquals(check({ fileExists: () => false, commandPath: () => null }, text), []);
});
