/** How a node stands, by what its node_state says. */
import { assertEquals } from "@std/assert";
import { nodeState, online, read } from "./small_cib.ts";

function node1(state: string, properties = "stonith-enabled=true", transient = "") {
  const [node] = read({ properties, status: nodeState(1, state, "", transient) }).nodes;
  const { online, unclean, pending, standby, shutdown } = node as NonNullable<typeof node>;
  return { online, unclean, pending, standby, shutdown };
}

const UP = { online: true, unclean: null, pending: false, standby: false, shutdown: false };
const OFF = { ...UP, online: false };
const MEMBER = 'in_ccm="true" crmd="online" join="member" expected="member"';

Deno.test("a member is online, one that has left as it should is off", () => {
  assertEquals(node1(MEMBER), UP);
  assertEquals(node1('in_ccm="false" crmd="offline" join="down" expected="down"'), OFF);
});

Deno.test("one that has gone without a word must be fenced, if there is fencing", () => {
  const gone = 'in_ccm="false" crmd="offline" join="down" expected="member"';
  assertEquals(node1(gone), { ...OFF, unclean: "peer is no longer part of the cluster" });
  assertEquals(node1(gone, "stonith-enabled=false"), OFF);
  const dead = 'in_ccm="true" crmd="offline" join="member" expected="member"';
  assertEquals(node1(dead), { ...UP, unclean: "peer process is no longer available" });
});

Deno.test("one that joins is pending", () => {
  const joining = 'in_ccm="true" crmd="online" join="pending" expected="member"';
  assertEquals(node1(joining), { ...UP, pending: true, standby: true });
});

Deno.test("one that leaves, is to be terminated, or stands by says so in its attributes", () => {
  assertEquals(node1(MEMBER, undefined, "shutdown=1700000000"), { ...UP, shutdown: true });
  assertEquals(node1(MEMBER, undefined, "standby=on"), { ...UP, standby: true });
  assertEquals(node1(MEMBER, undefined, "terminate=true"), {
    ...UP,
    unclean: "termination was requested",
  });
});

Deno.test("a node without a state was never seen, and is fenced at start where that is wanted", () => {
  const unclean = (properties: string) =>
    read({ properties, status: online(1) }).nodes.map((node) => node.unclean);
  assertEquals(unclean("stonith-enabled=true"), [null, "node is unclean"]);
  assertEquals(unclean("stonith-enabled=true startup-fencing=false"), [null, null]);
});

Deno.test("nodes stand in the order of their names, numbers counted", () => {
  const nodes = ["n10", "n2", "N1"].map((name) => `<node id="${name}" uname="${name}"/>`).join("");
  assertEquals(read({ nodes }).nodes.map(({ name }) => name), ["N1", "n2", "n10"]);
});
