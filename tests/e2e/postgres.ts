/** Three hosts with PostgreSQL in synchronous replication, run by Debian's own agent. */
import { assertEquals } from "@std/assert";
import { type Lab, type LabNode, until } from "../../src/lab/mod.ts";
import { ADDRESS } from "./scenario.ts";

const AGENT = "/usr/lib/ocf/resource.d/heartbeat/pgsql";
const VERSIONS = "/usr/lib/postgresql";
/** The programs of the newest version that is installed here. */
const BIN = `${VERSIONS}/${newestVersion()}/bin`;

/** What the tests with it need on this machine. */
export const POSTGRES = {
  [AGENT]: "resource-agents",
  [`${BIN}/pg_ctl`]: "postgresql",
  runuser: "util-linux",
};

/** Of each node's own: a file system in memory. */
const HOME = "/var/lib/postgresql";
const DATA = `${HOME}/data`;
export const CLONE = "db-clone";

/** `monitor` is that of the promoted one; the agent learns by it who follows how closely. */
export const postgresFile = (lab: Lab): string => `
[cluster]
name = "lab"
keepalive = "200ms"
deadtime = "1s"
initdead = "3s"
keys = "${lab.room}/keys"
no_quorum = "demote"
${lab.names.map((name) => `[[node]]\nname = "${name}"\n`).join("")}
[[link]]
kind = "ucast"
interface = "eth0"
addresses = { ${lab.names.map((name, at) => `${name} = "10.77.0.${at + 1}"`).join(", ")} }

[[clone]]
name = "${CLONE}"
of = "db"
promotable = true
notify = true

[[resource]]
name = "db"
agent = "ocf:heartbeat:pgsql"
monitor = "off"
[resource.params]
pgctl = "${BIN}/pg_ctl"
psql = "/usr/bin/psql"
pgdata = "${DATA}"
tmpdir = "${HOME}/agent"
socketdir = "${HOME}/run"
logfile = "${HOME}/postgresql.log"
rep_mode = "sync"
node_list = "${lab.names.join(" ")}"
master_ip = "${ADDRESS}"
primary_conninfo_opt = "connect_timeout=2 keepalives_idle=2 keepalives_interval=1"
stop_escalate = "5"
[[resource.operation]]
name = "monitor"
role = "promoted"
interval = "1s"
timeout = "30s"
[[resource.operation]]
name = "monitor"
role = "unpromoted"
interval = "2s"
timeout = "30s"
[[resource.operation]]
name = "start"
timeout = "60s"
[[resource.operation]]
name = "promote"
timeout = "60s"

[[resource]]
name = "vip"
agent = "hb:vip"
params = { address = "${ADDRESS}/24", interface = "eth0" }
monitor = "500ms"

[[colocation]]
resource = "vip"
with = "${CLONE}:promoted"
[[order]]
first = "${CLONE}:promote"
then = "vip:start"
symmetrical = false

[status]
listen = "off"
`;

/** Makes a database on the first node and copies of it on the others; none is started. */
export async function prepare(lab: Lab): Promise<void> {
  for (const node of lab.nodes) {
    await node.shell(`mount -t tmpfs -o mode=755 tmpfs ${HOME} && chown postgres: ${HOME}`);
  }
  const [first, ...others] = lab.nodes as [LabNode, ...LabNode[]];
  await asPostgres(first, `${BIN}/initdb -D ${DATA} -A trust -U postgres >/dev/null`);
  await asPostgres(first, `cat >>${DATA}/pg_hba.conf`, ACCESS);
  await asPostgres(first, `cat >>${DATA}/postgresql.conf`, SETTINGS);
  await asPostgres(
    first,
    `mkdir ${HOME}/run && ${BIN}/pg_ctl -D ${DATA} -l ${HOME}/first.log -s -w start`,
  );
  await asPostgres(
    first,
    `psql -h ${HOME}/run -qc 'create table written (number int primary key)'`,
  );
  for (const node of others) await copyFrom(node, "10.77.0.1");
  await asPostgres(first, `${BIN}/pg_ctl -D ${DATA} -s -m fast -w stop`);
}

const ACCESS = "host all all 10.77.0.0/24 trust\nhost replication all 10.77.0.0/24 trust\n";

/** `restart_after_crash`: the cluster decides, not PostgreSQL. */
const SETTINGS = `listen_addresses = '*'
unix_socket_directories = '${HOME}/run'
wal_level = replica
max_wal_senders = 10
wal_keep_size = 64
hot_standby = on
restart_after_crash = off
wal_sender_timeout = 3s
wal_receiver_timeout = 3s
wal_receiver_status_interval = 1s
wal_retrieve_retry_interval = 500ms
max_connections = 20
shared_buffers = 16MB
fsync = off
`;

/** A new copy of what runs at `address`, in the place of what the node has. */
export async function copyFrom(node: LabNode, address: string): Promise<void> {
  await asPostgres(node, `rm -rf ${DATA} ${HOME}/agent/PGSQL.lock; mkdir -p ${HOME}/run`);
  await asPostgres(node, `${BIN}/pg_basebackup -h ${address} -U postgres -D ${DATA} -X stream`);
}

async function asPostgres(node: LabNode, script: string, input = ""): Promise<void> {
  const feed = input === "" ? "" : ` <<'END'\n${input}END\n`;
  await node.shell(
    `cd /; runuser -u postgres -- sh -c "$(cat <<'SCRIPT'\n${script}\nSCRIPT\n)"${feed}`,
  );
}

/** Where the clone is promoted, as `node` knows it. */
export async function promotedOn(node: LabNode): Promise<string | null> {
  const units = (await node.status())?.snapshot.units ?? [];
  const db = units.find(({ name }) => (name as string) === CLONE)?.resources[0];
  return db?.on.find((here) => here.promoted && here.state === "started")?.node ?? null;
}

/** Waits until the agent on the promoted node has found a follower that has all that is committed. */
export async function followedInSync(node: LabNode, bound: number): Promise<string> {
  return await until("somebody follows in sync", bound, async () => {
    const nodes = (await node.status())?.snapshot.nodes ?? [];
    const first = nodes.find(({ attributes }) =>
      attributes.transient["db-status"] === "HS:sync" && attributes.transient["master-db"] === "100"
    );
    return first?.name ?? null;
  }, () => node.lastWords());
}

/** Writes numbers at the address, one after another, and remembers those that were committed. */
export class Writer {
  readonly committed: number[] = [];
  #stopped = false;
  readonly #done: Promise<void>;

  constructor(private readonly lab: Lab) {
    this.#done = this.#write();
  }

  /** The last answer to each attempt decides: what was not answered may be there or not. */
  async #write(): Promise<void> {
    for (let number = 1; !this.#stopped; number += 1) {
      const { code } = await this.#psql(`insert into written values (${number})`);
      if (code === 0) this.committed.push(number);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#done;
  }

  /** Committed numbers that are not in the database at the address. */
  async lost(): Promise<readonly number[]> {
    const { code, output } = await this.#psql("select number from written");
    assertEquals(code, 0, output);
    const there = new Set(output.trim().split("\n").map(Number));
    return this.committed.filter((number) => !there.has(number));
  }

  async #psql(statement: string): Promise<{ readonly code: number; readonly output: string }> {
    const client = ["psql", "-h", ADDRESS, "-U", "postgres", "-qAt", "-c", statement];
    const command = ["env", "PGCONNECT_TIMEOUT=1", "timeout", "2", ...client];
    const [program = "", ...args] = this.lab.client.enter(command);
    const { code, stdout } = await new Deno.Command(program, { args, stderr: "null" }).output();
    return { code, output: new TextDecoder().decode(stdout) };
  }
}

function newestVersion(): number {
  try {
    const versions = [...Deno.readDirSync(VERSIONS)].map(({ name }) => Number(name));
    return Math.max(...versions.filter((version) => version > 0));
  } catch {
    return 15;
  }
}
