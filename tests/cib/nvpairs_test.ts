/** Which of several values of a name counts. */
import { assertEquals } from "@std/assert";
import { dummy, read } from "./small_cib.ts";

const set = (content: string, more = "") =>
  `<instance_attributes id="s${content.length}${more.length}" ${more}>${content}</instance_attributes>`;
const pair = (value: string) => `<nvpair id="n-${value}" name="x" value="${value}"/>`;

function paramOf(content: string): string | undefined {
  const [a] = read({ resources: dummy("a", content) }).resources;
  return a?.kind === "primitive" ? a.params.get("x") : undefined;
}

Deno.test("the set with the higher score counts, of the same score the later one", () => {
  assertEquals(paramOf(set(pair("one"), 'score="2"') + set(pair("three"), 'score="1"')), "one");
  assertEquals(paramOf(set(pair("one")) + set(pair("three"))), "three");
});

Deno.test("a set counts only while its rule holds", () => {
  const rule = (operation: string) =>
    `<rule id="r"><date_expression id="d" operation="${operation}"
      start="2023-01-01" end="2023-01-01"/></rule>`;
  assertEquals(paramOf(set(rule("gt") + pair("late"), 'score="9"') + set(pair("else"))), "late");
  assertEquals(paramOf(set(rule("lt") + pair("early"), 'score="9"') + set(pair("else"))), "else");
});

Deno.test("#default takes a value back, id-ref borrows one", () => {
  assertEquals(paramOf(set(pair("one")) + set(pair("#default"), 'score="-1"')), undefined);
  assertEquals(paramOf(set(pair("one")) + set('<nvpair id-ref="n-one"/>', 'score="1"')), "one");
});

Deno.test("members of a group have what the group sets, and their own defaults by agent", () => {
  const [group] = read({
    resources: `<group id="g"><meta_attributes id="gm"><nvpair id="gp" name="priority" value="5"/>
      </meta_attributes>${dummy("a")}</group>`,
    sections: `<rsc_defaults><meta_attributes id="d"><rule id="r"><rsc_expression id="e"
      class="ocf" provider="pacemaker" type="Dummy"/></rule>
      <nvpair id="dp" name="resource-stickiness" value="7"/></meta_attributes></rsc_defaults>`,
  }).resources;
  const member = group?.kind === "group" ? group.members[0] : undefined;
  assertEquals(member?.meta, { priority: 5, stickiness: 7 });
  assertEquals(group?.defaults, {});
});
