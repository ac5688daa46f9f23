import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseConfig, printConfig } from "../../src/config/mod.ts";

const BASE = Deno.readTextFileSync(new URL("faults/base.toml", import.meta.url));

Deno.test("warntime is half of deadtime, initdead twice deadtime and 12 s at least", () => {
  const timesOf = (deadtime: string) => {
    const text = BASE.replace(/(warntime|initdead) = .*\n/g, "").replace('"1s"', '"200ms"')
      .replace('deadtime = "10s"', `deadtime = "${deadtime}"`);
    const { config } = parseConfig(text, "");
    return [config?.warntime, config?.initdead];
  };
  assertEquals(timesOf("10s"), [5000, 20_000]);
  assertEquals(timesOf("1s"), [500, 12_000]);
});

Deno.test("three keepalives fit into deadtime, or it is refused; warntime lies between the two", () => {
  const times = fc.record({
    keepalive: fc.integer({ min: 10, max: 2000 }),
    deadtime: fc.integer({ min: 50, max: 8000 }),
  });
  fc.assert(fc.property(times, ({ keepalive, deadtime }) => {
    const text = BASE.replace(/(warntime|initdead) = .*\n/g, "")
      .replace('"1s"', `"${keepalive}ms"`).replace('"10s"', `"${deadtime}ms"`);
    const { config, problems } = parseConfig(text, "");
    assertEquals(config !== null, 3 * keepalive <= deadtime);
    assertEquals(problems.length, config === null ? 1 : 0);
    if (config === null) return;
    assert(config.keepalive < config.warntime && config.warntime < config.deadtime);
  }));
});

const IPMI = '[[fence]]\nname = "ipmi"\nagent = "fence_ipmilan"\n';
const ETCD = '[arbiter]\nkind = "etcd"\nendpoints = ["http://10.0.0.1:2379/"]\n';

Deno.test("two nodes with fencing wait for each other at the start, unless they are told not to", () => {
  const PAIR = BASE.replace('[[node]]\nname = "n3"\n', "").replace(', n3 = "10.2.0.3"', "");
  const waits = (text: string) => parseConfig(text, "").config?.waitForAll;
  assertEquals(waits(PAIR + IPMI), true);
  assertEquals(waits(PAIR.replace('"stop"', '"stop"\nwait_for_all = false') + IPMI), false);
  assertEquals([PAIR, BASE + IPMI, PAIR + IPMI + ETCD].map(waits), [false, false, false]);
  assertEquals(waits(`${PAIR}${IPMI}[fencing]\nenabled = false\n`), false);
});

Deno.test("a fence device serves all nodes from all nodes, each by its own name", () => {
  const device = parseConfig(BASE + IPMI, "").config?.fencing.devices[0];
  assertEquals(device?.targets as unknown, { n1: "n1", n2: "n2", n3: "n3" });
  assertEquals(device?.from as readonly string[], ["n1", "n2", "n3"]);
  const named = parseConfig(`${BASE}${IPMI}nodes = { n1 = 1, n2 = "b", n3 = "c" }\n`, "").config;
  assertEquals(named?.fencing.devices[0]?.targets as unknown, { n1: "1", n2: "b", n3: "c" });
});

Deno.test("what a device is asked by itself depends on what its agent can tell", () => {
  const asked = (agent: string) => {
    const text = IPMI.replace("fence_ipmilan", agent);
    const device = parseConfig(`${BASE}[watchdog]\n${text}`, "").config?.fencing.devices[0];
    return [device?.verify, device?.monitor];
  };
  assertEquals(asked("fence_ipmilan"), [true, 60_000]);
  assertEquals(asked("stonith:external/ipmi"), [false, 60_000]);
  assertEquals(asked('command"\ncommand = ["/bin/power"]\n#'), [false, 0]);
  assertEquals(["manual", "watchdog"].map(asked), [[false, 0], [false, 0]]);
});

Deno.test("one delay is for every node that a device fences, and none is written down", () => {
  const delay = (text: string) => {
    const device = parseConfig(`${BASE}${IPMI}delay = ${text}\n`, "").config?.fencing.devices[0];
    return device?.delay as unknown;
  };
  assertEquals(delay('"5s"'), { n1: 5000, n2: 5000, n3: 5000 });
  assertEquals(delay('{ n1 = "5s", n2 = "0s" }'), { n1: 5000 });
});

Deno.test("a watchdog, an arbiter and ping nodes go by deadtime and keepalive", () => {
  const more = `${BASE}${ETCD}[watchdog]\n[[ping]]\naddress = "10.9.0.1"\n`;
  const timesOf = (text: string) => {
    const { watchdog, arbiter, pings: [ping] } = parseConfig(text, "").config ?? { pings: [] };
    return [watchdog?.timeout, arbiter?.ttl, arbiter?.timeout, ping?.interval, ping?.deadping];
  };
  assertEquals(timesOf(more), [7000, 10_000, 2500, 1000, 10_000]);
  const quick = more.replace('"1s"', '"200ms"').replace('warntime = "5s"\n', "");
  assertEquals(timesOf(quick.replace('"10s"', '"1s"')), [1000, 5000, 1250, 1000, 3000]);
});

Deno.test("an arbiter's key bears the cluster's name, its endpoints no slash at the end", () => {
  const arbiter = parseConfig(BASE + ETCD, "").config?.arbiter;
  assertEquals([arbiter?.key, arbiter?.endpoints], ["/hb/shop", ["http://10.0.0.1:2379"]]);
});

Deno.test("times have decimals and four units", () => {
  const interval = (text: string) =>
    parseConfig(BASE.replace('monitor = "10s"', `monitor = "${text}"`), "").config
      ?.resources[1]?.monitors[0]?.interval;
  assertEquals(["200ms", "0.5s", "1.5m", "1h"].map(interval), [200, 500, 90_000, 3_600_000]);
});

Deno.test("what a resource does not say comes from [defaults], and then from hb", () => {
  const text = BASE.replace("stickiness = 100", 'timeouts = { start = "90s", stop = "30s" }')
    .replace('name = "vip"', 'name = "vip"\nmigration_threshold = "INFINITY"');
  const [vip, nginx] = parseConfig(text, "").config?.resources ?? [];
  assertEquals([vip?.migrationThreshold, nginx?.migrationThreshold], [1_000_000, 3]);
  assertEquals([vip?.stickiness, nginx?.failureTimeout], [0, 600_000]);
  assertEquals(vip?.timeouts, { start: 90_000, stop: 30_000 });
  assertEquals(nginx?.timeouts, { start: 60_000, stop: 30_000 });
});

Deno.test("an operation sets the ordinary monitor's timeout, the probe's too, and deeper ones", () => {
  const text = `${BASE}
[[resource]]
name = "db"
agent = "ocf:heartbeat:pgsql"
[[resource.operation]]
name = "monitor"
depth = 10
interval = "1m"
timeout = "40s"
[[resource.operation]]
name = "monitor"
timeout = "15s"
`;
  const db = parseConfig(text, "").config?.resources[2];
  assertEquals(db?.monitors, [
    { interval: 10_000, depth: 0, role: null },
    { interval: 60_000, depth: 10, role: null, timeout: 40_000 },
  ]);
  assertEquals(db?.timeouts, { monitor: 15_000 });
});

Deno.test("parameters are text, numbers, true or false, and reach the agent as text", () => {
  const text = BASE.replace(
    'agent = "lsb:nginx"',
    'agent = "lsb:nginx"\nparams = { a = "x", b = 1_000, c = 0x1F, d = 1.50, e = true }',
  );
  const nginx = parseConfig(text, "").config?.resources[1];
  assertEquals(nginx?.params, { a: "x", b: "1000", c: "31", d: "1.50", e: "true" });
});

Deno.test("the status listens where it is told to, or not at all", () => {
  const listen = (text: string) =>
    parseConfig(BASE.replace("127.0.0.1:7694", text), "").config?.status.listen;
  assertEquals(listen(":80"), { hostname: "0.0.0.0", port: 80 });
  assertEquals(listen("[::1]:80"), { hostname: "::1", port: 80 });
  assertEquals(listen("off"), undefined);
});

Deno.test("links that share an interface are told apart by their ports", () => {
  const text = BASE.replace(
    '"bcast"\ninterface = "eth0"',
    '"ucast"\ninterface = "eth1"\nport = 695\n' +
      'addresses = { n1 = "10.2.0.1", n2 = "10.2.0.2", n3 = "10.2.0.3" }',
  );
  const names = parseConfig(text, "").config?.links.map(({ name }) => name as string);
  assertEquals(names, ["ucast:eth1:695", "ucast:eth1:694"]);
});

Deno.test("a path of keys is located, or else the table around it", () => {
  const { locate } = parseConfig(BASE, "");
  assertEquals(locate(["resource", 0, "params", "address"]), { line: 39, column: 22 });
  assertEquals(locate(["resource", 1, "params", "address"]), { line: 41, column: 1 });
  assertEquals(locate(["nothing"]), { line: 1, column: 1 });
});

Deno.test("editors' byte order marks and carriage returns do not matter", () => {
  const text = `\uFEFF${BASE.replaceAll("\n", "\r\n")}`;
  assertEquals(parseConfig(text, "").config, parseConfig(BASE, "").config);
});

const GOOD = ["faults/base", "../../config/constraints", "../../config/postgresql", "fenced"];

for (const name of GOOD) {
  Deno.test(`no change of ${name} makes the parser throw, or take what it cannot print`, () => {
    const good = Deno.readTextFileSync(new URL(`${name}.toml`, import.meta.url));
    const lines = good.split("\n");
    const shuffled = fc.shuffledSubarray(lines).map((some) => some.join("\n"));
    const without = fc.subarray(lines, { minLength: lines.length - 3 }).map((some) =>
      some.join("\n")
    );
    const cut = fc.integer({ min: 0, max: good.length }).map((length) => good.slice(0, length));
    const typo = fc.tuple(
      fc.integer({ min: 0, max: good.length - 1 }),
      fc.string({ maxLength: 3 }),
    ).map(([at, some]) => good.slice(0, at) + some + good.slice(at + 1));
    const texts = fc.oneof(shuffled, without, cut, typo, fc.string({ unit: "binary" }));
    fc.assert(
      fc.property(texts, (text) => {
        const { config, problems } = parseConfig(text, "");
        const isRefused = problems.some(({ severity }) => severity === "error");
        assert((config === null) === isRefused);
        if (config !== null) assertEquals(parseConfig(printConfig(config), "").config, config);
      }),
      { numRuns: 300 },
    );
  });
}

Deno.test("nesting without end and files without end are refused, not followed", () => {
  for (const text of [`a = ${"[".repeat(90_000)}${"]".repeat(90_000)}`, "#".repeat(5_000_000)]) {
    assertEquals(parseConfig(text, "").config, null);
  }
});

Deno.test("messages quote the file without its secrets, and without what a terminal obeys", () => {
  const messages = (lines: string) =>
    parseConfig(`${BASE}\n[[resource]]\nname = "b"\nagent = "ocf:x:y"\n${lines}\n`, "").problems
      .map(({ message }) => message).join("\n");
  for (
    const lines of [
      'params = { password = ["hush"] }',
      'params = { user = "x", api_key = hush }',
      'params = { password = "hush',
      '[resource.params]\npasswd = "hush" x',
      '[resource.params]\ntoken = "a"\ntoken = "hush: b"',
    ]
  ) {
    const told = messages(lines);
    assert(told.includes("= ****"), told);
    assert(!told.includes("hush"), told);
  }
  assert(messages('agnet = "a\\u001b\\u2028"').includes("agnet"));
  const escapes = messages('stickiness = "a\u009b2J\u202e"');
  assert(escapes.includes("\\u009b2J\\u202e"), escapes);
});

Deno.test("words that every object of JavaScript has are names of nothing", () => {
  for (const word of ["__proto__", "constructor", "toString"]) {
    for (
      const lines of [
        `[${word}]\nx = 1`,
        `[[${word}]]\nx = 1`,
        `[cluster.${word}]\nx = 1`,
        `[[resource]]\nname = "${word}"\nagent = "ocf:x:y"`,
        `[[node]]\nname = "n9"\nattributes = { ${word} = "1" }`,
        `[[node]]\nname = "n9"\nutilization = { ${word} = 1 }`,
        `[[resource]]\nname = "r9"\nagent = "ocf:x:y"\nparams = { ${word} = "1" }`,
      ]
    ) {
      const { config, problems } = parseConfig(`${BASE}\n${lines}\n`, "");
      assertEquals(config, null, lines);
      assert(problems.some(({ message }) => message.includes(word)), lines);
    }
  }
});
