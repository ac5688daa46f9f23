/** What the words of Heartbeat, Pacemaker and keepalived are called in cluster.toml. */

const AS_CALLED_HERE: Readonly<Record<string, string>> = {
  // ha.cf and haresources
  bcast: '[[link]] with kind = "bcast"',
  ucast: '[[link]] with kind = "ucast"',
  logfile: "file in [log]",
  debugfile: 'file in [log] with level = "debug"',
  logfacility: "facility in [log]",
  nice_failback: "auto_failback in [cluster]",
  authkeys: "keys in [cluster], a file's path",
  // cib.xml, crmsh and pcs
  primitive: "[[resource]]",
  rsc: "resource",
  rsc_id: "resource",
  ms: "[[clone]] with promotable = true",
  master: "[[clone]] with promotable = true",
  ip: "address",
  nic: "interface",
  cidr_netmask: 'a part of the address, "10.0.0.100/24"',
  op: "[[resource.operation]]",
  operations: "[[resource.operation]]",
  meta: "keys of the table itself, e.g. target_role",
  meta_attributes: "keys of the table itself, e.g. target_role",
  instance_attributes: "params",
  property: "[cluster]",
  rsc_defaults: "[defaults]",
  op_defaults: "[defaults.operation]",
  rsc_template: "[[template]]",
  rsc_location: "[[location]]",
  rsc_colocation: "[[colocation]]",
  collocation: "[[colocation]]",
  rsc_order: "[[order]]",
  rsc_ticket: "a ticket, which this version of hb does not support",
  resource_set: 'sets = [["a", "b"], ["c"]]',
  resource_sets: 'sets = [["a", "b"], ["c"]]',
  with_rsc: "with",
  rsc_role: "role",
  with_rsc_role: "with_role",
  first_rsc: "first",
  then_rsc: "then",
  resource_discovery: "discovery",
  id: "name",
  uname: "name",
  class: 'a part of agent, "ocf:heartbeat:IPaddr2"',
  provider: 'a part of agent, "ocf:heartbeat:IPaddr2"',
  type: 'a part of agent, "ocf:heartbeat:IPaddr2"',
  is_managed: "managed",
  is_managed_default: "managed in [defaults]",
  resource_stickiness: "stickiness",
  default_resource_stickiness: "stickiness in [defaults]",
  clone_max: "max",
  clone_min: "min",
  clone_node_max: "node_max",
  globally_unique: "unique",
  master_max: "promoted_max",
  master_node_max: "promoted_node_max",
  no_quorum_policy: "no_quorum in [cluster]",
  symmetric: "symmetric_cluster in [cluster]",
  symmetric_cluster: "a key of [cluster]",
  stop_all_resources: "a key of [cluster]",
  maintenance_mode: "a key of [cluster]",
  enable_startup_probes: "a key of [cluster]",
  start_failure_is_fatal: "a key of [cluster]",
  placement_strategy: "a key of [cluster]",
  batch_limit: "a key of [cluster]",
  node_action_limit: "a key of [cluster]",
  node_health_strategy: 'strategy in node_health = { strategy = "…" } of [cluster]',
  node_health_base: "base in node_health = { base = 0 } of [cluster]",
  node_health_red: "red in node_health = { red = … } of [cluster]",
  node_health_yellow: "yellow in node_health = { yellow = … } of [cluster]",
  node_health_green: "green in node_health = { green = … } of [cluster]",
  stonith_enabled: "fencing, which this version of hb does not support",
  expression: 'rule = "pingd gt 0"',
  date_expression: 'rule = "date gt 2026-01-31"',
  // keepalived.conf
  vrrp_instance: "[[group]]",
  virtual_ipaddress: 'a [[resource]] with agent = "hb:vip"',
  vip: 'a [[resource]] with agent = "hb:vip"',
  advert_int: "keepalive in [cluster]",
  priority: "prefer, or priority of a [[resource]]",
  nopreempt: "auto_failback = false in [cluster]",
  // hb's own, in the wrong table
  keepalive: "a key of [cluster]",
  warntime: "a key of [cluster]",
  deadtime: "a key of [cluster]",
  initdead: "a key of [cluster]",
  udpport: "a key of [cluster]",
  auto_failback: "a key of [cluster]",
  no_quorum: "a key of [cluster]",
  keys: "a key of [cluster]",
  migration_threshold: "a key of [defaults] or a [[resource]]",
  failure_timeout: "a key of [defaults] or a [[resource]]",
  stickiness: "a key of [defaults] or a [[resource]]",
  on_fail: "a key of a [[resource.operation]]",
  interval: "a key of a [[resource.operation]]",
  timeout: "a key of a [[resource.operation]]",
  start_delay: "a key of a [[resource.operation]]",
  target_role: "a key of a [[resource]], [[group]] or [[clone]]",
  promotable: "a key of a [[clone]]",
  notify: "a key of a [[clone]]",
  interleave: "a key of a [[clone]]",
  listen: "a key of [status]",
  members: "a key of a [[group]]",
  address: 'one of the params of a [[resource]] with agent = "hb:vip"',
};

/** What values of theirs are called here. */
const VALUES: Readonly<Record<string, string>> = {
  master: "promoted",
  slave: "unpromoted",
  suicide: "fence",
};

/** The one of `words` that another program's value stands for. */
export function foreignValue(value: string, words: readonly string[]): string | null {
  const key = value.toLowerCase().replaceAll("-", "_");
  const here = Object.hasOwn(VALUES, key) ? VALUES[key] : undefined;
  return here !== undefined && words.includes(here) ? here : null;
}

/** `; here it is …`, or null for a word that is none of theirs. */
export function foreignWord(word: string): string | null {
  const key = word.toLowerCase().replaceAll("-", "_");
  const here = Object.hasOwn(AS_CALLED_HERE, key) ? AS_CALLED_HERE[key] : undefined;
  return here === undefined ? null : `; here it is ${here}`;
}
