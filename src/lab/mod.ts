/**
 * A laboratory for clusters on one machine, for `hb demo`, the end-to-end tests and the benchmarks.
 *
 *     host ── outermost namespace: switches sw0, sw1 … (bridges)
 *                 ├─ port n1p0 ══ cable ══ eth0  n1: hb run, nginx, watched by `holding`
 *                 ├─ port n2p0 ══ cable ══ eth0  n2: the same
 *                 └─ port cp0  ══ cable ══ eth0  client: asks the address every 10 ms (`probe`)
 *
 * Each node has a network, mounts and a host name of its own: hb runs in it as on a host of its own,
 * with real interfaces, real init scripts and a real web server. Nothing of the host is changed, and
 * root is not needed where user namespaces are permitted.
 *
 * Invariants: whatever runs in a node is found by its network namespace and ended by pid; when the
 * lab closes, or its process dies in any way, the outermost namespace's holder ends all that is left
 * and removes the files. What is measured is asked of kernels and answered by real HTTP, never by hb.
 *
 * It throws `LabProblem` where a step fails: a lab that is not as it was asked for is of no use.
 */
export { clusterFile, type LabCluster, type LabGroup, networkPrefix } from "./cluster_file.ts";
export { LabProblem } from "./command.ts";
export { Listener, sendDatagrams } from "./datagrams.ts";
export { Holding, type Overlap } from "./holding.ts";
export { Lab, type LabOptions } from "./lab.ts";
export { LabNode } from "./lab_node.ts";
export { labProblem } from "./namespace.ts";
export type { HbCommand } from "./part.ts";
export { playPart } from "./parts.ts";
export { PowerSwitch, type SwitchCall, type SwitchMood } from "./power_switch.ts";
export { type Answer, Probe } from "./probe.ts";
export { Relay } from "./relay.ts";
export { labNow, pause, until } from "./until.ts";
