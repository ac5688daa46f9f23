/** Whatever an agent prints as its meta-data: it is understood, or refused with a sentence. */
import "../pure.ts";
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseMetadata, traitsOf } from "../../src/agent/mod.ts";
import { mutated, ODD, runs } from "../fuzz.ts";

const XML = `<?xml version="1.0"?>
<!DOCTYPE resource-agent SYSTEM "ra-api-1.dtd">
<resource-agent name="nginx" version="1.1"><version>1.0</version>
<longdesc lang="en">Needs clone-node-max &gt;= 2 &amp;&amp; more.</longdesc>
<shortdesc lang="en">A web server</shortdesc>
<parameters><parameter name="port" required="1" unique-group="a" reloadable="1">
<longdesc lang="en"><![CDATA[x < y]]></longdesc><content type="integer" default="80"/>
</parameter></parameters>
<actions><action name="start" timeout="40s"/><action name="monitor" timeout="45s" depth="20"/>
<action name="reload-agent" timeout="20"/></actions>
</resource-agent>`;

Deno.test("any meta-data is understood, or refused with a sentence", () => {
  let good = 0;
  const texts = fc.oneof(
    { weight: 9, arbitrary: mutated(XML) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 200 }) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom(...ODD, "a"), fc.integer({ min: 1, max: 30_000 })).map(
        ([name, depth]) => `<resource-agent>${`<${name}>`.repeat(depth)}`,
      ),
    },
  );
  fc.assert(
    fc.property(texts, (xml) => {
      const metadata = parseMetadata(xml);
      if (!metadata.ok) return assert(metadata.problem.startsWith("Cannot read the agent's"));
      good += 1;
      for (const timeout of Object.values(traitsOf(metadata.value).timeouts)) {
        assert(timeout > 0 && timeout <= 24 * 3_600_000);
      }
    }),
    runs(300),
  );
  assert(good > 0);
});

Deno.test("elements within elements without end are no agent's", () => {
  const deep = `<resource-agent>${"<a>".repeat(20_000)}${"</a>".repeat(20_000)}</resource-agent>`;
  assertEquals(parseMetadata(deep).ok, false);
});

Deno.test("a timeout that no timer has is a day", () => {
  const metadata = parseMetadata(XML.replace('"40s"', `"${"9".repeat(400)}h"`));
  assert(metadata.ok);
  assertEquals(traitsOf(metadata.value).timeouts.start, 24 * 3_600_000);
});
