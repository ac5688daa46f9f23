import { assert, assertEquals, assertMatch } from "@std/assert";
import { parseMetadata, timeoutOf, traitsOf } from "../../src/agent/mod.ts";
import { resource } from "./agents.ts";

/** As resource-agents 4.12 prints them, shortened. */
const NGINX = `<?xml version="1.0"?>
<!DOCTYPE resource-agent SYSTEM "ra-api-1.dtd">
<resource-agent name="nginx" version="1.0">
<version>1.0</version>
<longdesc lang="en">
This is the resource agent for the Nginx web/proxy server.
Needs clone-node-max &gt;= 2 &amp;&amp; more.
</longdesc>
<shortdesc lang="en">Manages an Nginx web/proxy server instance</shortdesc>
<parameters>
<parameter name="configfile" required="0" unique="1">
<longdesc lang="en">The full pathname of the configuration file.</longdesc>
<shortdesc lang="en">configuration file path</shortdesc>
<content type="string" default="/etc/nginx/nginx.conf" />
</parameter>
<parameter name="port" required="1">
<longdesc lang="en">
</longdesc>
<shortdesc lang="en">port</shortdesc>
<content type="integer" />
</parameter>
</parameters>
<actions>
<action name="start"   timeout="40s" />
<action name="stop"    timeout="60" />
<action name="monitor" timeout="45s" depth="20" />
<action name="monitor" timeout="30000ms" depth="0" interval="10s" />
<action name="meta-data"  timeout="5s" />
</actions>
</resource-agent>`;

function metadata(xml: string) {
  const parsed = parseMetadata(xml);
  assert(parsed.ok);
  return parsed.value;
}

Deno.test("an agent's names, texts and parameters are read", () => {
  const { longdesc, actions: _, ...agent } = metadata(NGINX);
  assertEquals(agent, {
    name: "nginx",
    version: "1.0",
    shortdesc: "Manages an Nginx web/proxy server instance",
    parameters: [
      {
        name: "configfile",
        required: false,
        type: "string",
        default: "/etc/nginx/nginx.conf",
        unique: true,
        reloadable: false,
        secret: false,
        shortdesc: "configuration file path",
        longdesc: "The full pathname of the configuration file.",
      },
      {
        name: "port",
        required: true,
        type: "integer",
        default: null,
        unique: false,
        reloadable: false,
        secret: false,
        shortdesc: "port",
        longdesc: "",
      },
    ],
  });
  assertMatch(longdesc, /clone-node-max >= 2 && more\.$/);
});

Deno.test("advised timeouts are read in every unit; of the monitors the least deep counts", () => {
  assertEquals(traitsOf(metadata(NGINX)).timeouts, {
    start: 40_000,
    stop: 60_000,
    monitor: 30_000,
  });
});

Deno.test("cluster.toml's timeout goes before the agent's, that before 20 seconds", () => {
  const nginx = { ...resource("ocf:heartbeat:nginx"), timeouts: { start: 5_000 } };
  const agents = new Map([
    ["ocf:heartbeat:nginx", { timeouts: { start: 40_000, monitor: 30_000 }, reload: null }],
  ]);
  assertEquals(timeoutOf(nginx, "start", agents), 5_000);
  assertEquals(timeoutOf(nginx, "monitor", agents), 30_000);
  assertEquals(timeoutOf(nginx, "probe", agents), 30_000);
  assertEquals(timeoutOf(nginx, "stop", agents), 20_000);
});

Deno.test("a poor agent is read as far as it goes", () => {
  const bare = metadata(`<resource-agent name="x"><parameters/><actions>
    <action name="start" timeout="soon"/></actions></resource-agent>`);
  assertEquals([bare.version, bare.parameters], ["", []]);
  assertEquals(traitsOf(bare).timeouts, {});
});

Deno.test("what is not meta-data is refused with a sentence", () => {
  for (const junk of ["", "usage: x {start|stop}", "<a><b></a>", "<other/>"]) {
    const parsed = parseMetadata(junk);
    assert(!parsed.ok);
    assertMatch(parsed.problem, /^Cannot read the agent's meta-data: /);
  }
});

Deno.test("an agent's XML cannot make the daemon read files or expand entities", () => {
  const external = `<!DOCTYPE resource-agent [<!ENTITY x SYSTEM "file:///etc/passwd">]>
    <resource-agent name="x"><longdesc>&x;</longdesc></resource-agent>`;
  assert(!parseMetadata(external).ok);
  const internal = `<!DOCTYPE resource-agent [<!ENTITY x "boom">]>
    <resource-agent name="x"><longdesc>&x;</longdesc></resource-agent>`;
  assertEquals(metadata(internal).longdesc, "&x;");
});

Deno.test("what an agent calls private is secret in what it says", () => {
  const metadata = parseMetadata(`<resource-agent name="x"><parameters>
<parameter name="pin" private="1"><content type="string"/></parameter>
<parameter name="ip"><content type="string"/></parameter></parameters></resource-agent>`);
  assert(metadata.ok);
  assertEquals(traitsOf(metadata.value).secrets, ["pin"]);
});
