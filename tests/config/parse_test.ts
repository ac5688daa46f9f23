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

const GOOD = ["faults/base", "../../config/constraints", "../../config/postgresql"];

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
