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
  // cib.xml
  primitive: "[[resource]]",
  ip: "address",
  nic: "interface",
  cidr_netmask: 'a part of the address, "10.0.0.100/24"',
  op: "[[resource.operation]]",
  rsc_defaults: "[defaults]",
  resource_stickiness: "stickiness",
  no_quorum_policy: "no_quorum in [cluster]",
  // keepalived.conf
  vrrp_instance: "[[group]]",
  virtual_ipaddress: 'a [[resource]] with agent = "hb:vip"',
  vip: 'a [[resource]] with agent = "hb:vip"',
  advert_int: "keepalive in [cluster]",
  priority: "prefer",
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
  listen: "a key of [status]",
  members: "a key of a [[group]]",
  address: 'one of the params of a [[resource]] with agent = "hb:vip"',
};

/** `; here it is …`, or null for a word that is none of theirs. */
export function foreignWord(word: string): string | null {
  const key = word.toLowerCase().replaceAll("-", "_");
  const here = Object.hasOwn(AS_CALLED_HERE, key) ? AS_CALLED_HERE[key] : undefined;
  return here === undefined ? null : `; here it is ${here}`;
}
