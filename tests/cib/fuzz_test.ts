/** Whatever stands in a CIB: it is refused with reasons, or it can be simulated. */
import "../pure.ts";
import { assert } from "@std/assert";
import fc from "fast-check";
import { readCib } from "../../src/cib/mod.ts";
import { simulate, simulationDocument, simulationLines } from "../../src/simulation/mod.ts";
import { mutated, runs } from "../fuzz.ts";
import { document, dummy, meta } from "./small_cib.ts";

const RULE = '<rule id="r" boolean-op="or" score="INFINITY"><expression id="e" attribute="a" ' +
  'operation="gt" value="1" type="number"/><date_expression id="d" operation="in_range" ' +
  'start="2026-01-01" end="2026-12-31 12:00:00 +02:00"><duration id="du" months="1" years="2"/>' +
  '<date_spec id="s" hours="9-16" weekdays="1-5"/></date_expression></rule>';

const OPERATION = 'operation_key="a_start_0" operation="start" crm-debug-origin="x" ' +
  'transition-key="3:1:0:12345678-1234-1234-1234-123456789012" rc-code="0" op-status="0" ' +
  'interval="0" call-id="5" last-rc-change="1700000000" exec-time="10" queue-time="0"';

const CIBS: readonly string[] = [
  document({
    properties: "stonith-enabled=true no-quorum-policy=freeze cluster-recheck-interval=PT5M",
    nodes: '<node id="1" uname="node1"><instance_attributes id="na"><nvpair id="n1a" name="a" ' +
      'value="5"/></instance_attributes><utilization id="u"><nvpair id="uc" name="cpu" value="8"/>' +
      '</utilization></node><node id="2" uname="node2"/>',
    resources: `<group id="g">${dummy("a")}${dummy("b", meta("migration-threshold=2"))}</group>` +
      `<clone id="c">${meta("clone-max=3 clone-node-max=2 globally-unique=true promotable=true")}` +
      `${
        dummy(
          "p",
          '<operations><op id="o" name="monitor" interval="PT10S" timeout="20s" role="Promoted"/>' +
            "</operations>",
        )
      }</clone><template id="t" class="ocf" provider="pacemaker" type="Dummy"/>` +
      '<primitive id="x" template="t"/>',
    constraints: `<rsc_location id="l" rsc-pattern="^([a-c])$">${RULE}</rsc_location>` +
      '<rsc_order id="o1"><resource_set id="s1" sequential="false"><resource_ref id="a"/>' +
      '<resource_ref id="p"/></resource_set><resource_set id="s2"><resource_ref id="x"/>' +
      '</resource_set></rsc_order><rsc_colocation id="col" rsc="x" with-rsc="c" score="-INFINITY" ' +
      'with-rsc-role="Promoted"/><rsc_ticket id="ti" rsc="x" ticket="T" loss-policy="fence"/>',
    sections: `<rsc_defaults>${meta("resource-stickiness=100 failure-timeout=1h")}</rsc_defaults>`,
    status: '<node_state id="1" uname="node1" in_ccm="true" crmd="online" join="member" ' +
      'expected="member"><transient_attributes id="1"><instance_attributes id="ta"><nvpair id="f" ' +
      'name="fail-count-a#monitor_10000" value="2"/><nvpair id="m" name="master-p" value="10"/>' +
      '</instance_attributes></transient_attributes><lrm id="1"><lrm_resources><lrm_resource id="a" ' +
      `class="ocf" provider="pacemaker" type="Dummy"><lrm_rsc_op id="a_last_0" ${OPERATION}/>` +
      '</lrm_resource><lrm_resource id="p:1" class="ocf" provider="pacemaker" type="Dummy">' +
      `<lrm_rsc_op id="p_last_0" ${OPERATION.replaceAll("a_start", "p_start")}/></lrm_resource>` +
      "</lrm_resources></lrm></node_state>",
  }),
  document({
    schema: "pacemaker-1.2",
    properties: "default-resource-stickiness=5 stonith_enabled=false",
    resources: `<master id="m">${meta("master-max=1 clone-max=2")}${dummy("q")}</master>`,
    constraints: '<rsc_colocation id="col"><resource_set id="s1"><resource_ref id="q"/>' +
      "</resource_set></rsc_colocation>",
  }),
];

Deno.test("any CIB is refused with reasons, or can be simulated", () => {
  let good = 0;
  const texts = fc.oneof(
    ...CIBS.map(mutated),
    fc.string({ unit: "binary", maxLength: 300 }),
  );
  fc.assert(
    fc.property(texts, (xml) => {
      const read = readCib(xml, { now: 1_700_000_000 });
      if (!read.ok) {
        return assert(read.problem.every(({ where, text }) => where !== "" && text !== ""));
      }
      good += 1;
      const simulation = simulate(read.value, true);
      assert(simulationLines(simulation, { date: null }).length > 0);
      JSON.stringify(simulationDocument(simulation));
    }),
    runs(300),
  );
  assert(good > 0);
});

Deno.test("each of the CIBs that are changed here is good as it stands", () => {
  for (const xml of CIBS) assert(readCib(xml, { now: 1_700_000_000 }).ok);
});
