/** etcd as the arbiter's store: a real one, of the package etcd-server. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { ArbiterAnswer, ArbiterRequest } from "../../src/arbiter/mod.ts";
import { EtcdStore } from "../../src/io/etcd.ts";
import { type ArbiterConfig, nodeName } from "../../src/model/mod.ts";
import { arbiterConfig, EtcdMembers, eventually, HAS_ETCD, type Tls } from "./etcd_members.ts";

const n1 = nodeName("n1");
const n2 = nodeName("n2");
const LOOK: ArbiterRequest = { id: 1, kind: "look" };

const acquire = (by = n1, after = "0"): ArbiterRequest => ({
  id: 2,
  kind: "acquire",
  by,
  keep: 2000,
  ttl: 4000,
  after,
});

/** One member, or more, and a store that asks them; both are ended. */
async function withStore(
  act: (store: EtcdStore, etcd: EtcdMembers) => Promise<void>,
  { count = 1, config = {} }: { count?: number; config?: Partial<ArbiterConfig> } = {},
): Promise<void> {
  await using etcd = await EtcdMembers.start(count);
  const store = new EtcdStore(arbiterConfig(etcd.endpoints, config));
  try {
    await act(store, etcd);
  } finally {
    await store.close();
  }
}

/** Asks until there is an answer: members that have just come back need their time. */
async function answered(store: EtcdStore, request: ArbiterRequest): Promise<ArbiterAnswer> {
  let answer: ArbiterAnswer = { kind: "failed", why: "" };
  await eventually("an answer", async () => {
    answer = await store.ask(request);
    return answer.kind !== "failed";
  });
  return answer;
}

function heldOf(answer: ArbiterAnswer): { readonly lease: string; readonly revision: string } {
  assert(answer.kind === "held", JSON.stringify(answer));
  return answer;
}

function whyOf(answer: ArbiterAnswer): string {
  assert(answer.kind === "failed", JSON.stringify(answer));
  return answer.why;
}

const etcdTest = (name: string, fn: () => Promise<void>): void =>
  Deno.test({ name, ignore: !HAS_ETCD, fn });

etcdTest(
  "the vote is acquired once, renewed, given back and acquired again",
  () =>
    withStore(async (store, etcd) => {
      assertEquals(await store.ask(LOOK), {
        kind: "found",
        record: { kind: "none", last: null, revision: "0" },
      });
      const first = heldOf(await store.ask(acquire()));
      assertEquals(await etcd.ctl(["get", "/hb/test", "--print-value-only"]), "n1\n");
      const found = await store.ask(acquire(n2));
      assertEquals(found, { kind: "found", record: { kind: "held", by: "n1", ...pick(first) } });
      assertEquals(await store.ask({ id: 3, kind: "renew", ...pick(first) }), {
        kind: "held",
        ...pick(first),
      });
      const released = await store.ask({ id: 4, kind: "release", ...pick(first) });
      assert(released.kind === "found" && released.record.kind === "free");
      assertEquals(await store.ask({ id: 5, kind: "renew", ...pick(first) }), released);
      assertEquals(await store.ask({ id: 6, kind: "release", ...pick(first) }), released);
      const second = heldOf(await store.ask(acquire(n2, released.record.revision)));
      assert(second.revision !== first.revision);
    }),
);

etcdTest(
  "a lease that is renewed lasts, one that is not ends, and who had it is known",
  () =>
    withStore(async (store) => {
      const held = heldOf(await store.ask(acquire()));
      const end = performance.now() + 3500;
      await eventually("3.5 s of renewals", async () => {
        const { lease, revision } = held;
        heldOf(await store.ask({ id: 3, kind: "renew", lease, revision }));
        return performance.now() > end;
      });
      await eventually("the lease's end", async () => {
        const answer = await store.ask(LOOK);
        assert(answer.kind === "found");
        if (answer.record.kind === "held") return false;
        const { revision } = held;
        assertEquals(answer.record, { kind: "none", last: { by: "n1", ttl: 4000 }, revision });
        return true;
      });
    }),
);

etcdTest(
  "a key that was taken away or written by hand is seen as that",
  () =>
    withStore(async (store, etcd) => {
      const { revision } = heldOf(await store.ask(acquire()));
      await etcd.ctl(["put", "/hb/test", "someone"]);
      assertEquals(await store.ask(LOOK), {
        kind: "found",
        record: { kind: "held", by: "someone", lease: "0", revision },
      });
      await etcd.ctl(["put", "/hb/test/turn", "7"]);
      await etcd.ctl(["del", "/hb/test"]);
      assertMatch(whyOf(await store.ask(LOOK)), /\/turn holds 7, which hb has not written/);
      await etcd.ctl(["del", "/hb/test/turn"]);
      assertEquals(await store.ask(LOOK), {
        kind: "found",
        record: { kind: "none", last: null, revision: "0" },
      });
    }),
);

etcdTest(
  "a member that is stopped, killed and restarted fails within the timeout, then answers",
  () =>
    withStore(async (store, etcd) => {
      const held = heldOf(await store.ask(acquire()));
      etcd.pause(0);
      const began = performance.now();
      assertMatch(whyOf(await store.ask(LOOK)), /^http:\/\/127.0.0.1:\d+: no answer within 300ms$/);
      assert(performance.now() - began < 2000);
      etcd.resume(0);
      await answered(store, LOOK);
      await etcd.kill(0);
      assertMatch(whyOf(await store.ask(LOOK)), /^http:\/\/127.0.0.1:\d+: .*refused/);
      etcd.revive(0);
      const { lease, revision } = held;
      const record = await answered(store, LOOK);
      assert(record.kind === "found" && record.record.revision === revision);
      heldOf(await answered(store, { id: 3, kind: "renew", lease, revision }));
    }, { config: { timeout: 300 } }),
);

etcdTest(
  "of three members one may be killed or stand still: the others answer at once",
  () =>
    withStore(async (store, etcd) => {
      const { lease, revision } = heldOf(await store.ask(acquire()));
      const first = await etcd.leader();
      etcd.pause(first);
      heldOf(await answered(store, { id: 3, kind: "renew", lease, revision }));
      const answers = [];
      for (let nth = 0; nth < 5; nth++) answers.push(await store.ask(LOOK));
      assert(answers.every(({ kind }) => kind === "found"), JSON.stringify(answers));
      etcd.resume(first);
      const second = await etcd.leader();
      await etcd.kill(second);
      await answered(store, LOOK);
      await etcd.kill((second + 1) % 3);
      assertEquals((await store.ask(LOOK)).kind, "failed");
      etcd.revive(second);
      await answered(store, LOOK);
    }, { count: 3, config: { timeout: 1000 } }),
);

etcdTest(
  "a leader that is cut off from the others renews nothing, though it answers keepalives",
  () =>
    withStore(async (store, etcd) => {
      const { lease, revision } = heldOf(await store.ask(acquire()));
      const leader = await etcd.leader();
      const cutOff = new EtcdStore(arbiterConfig([etcd.endpoints[leader]!], { timeout: 300 }));
      [0, 1, 2].filter((index) => index !== leader).forEach((index) => etcd.pause(index));
      // It goes on as the leader for an election's time, a second.
      for (let nth = 0; nth < 5; nth++) {
        const answer = await cutOff.ask({ id: 3, kind: "renew", lease, revision });
        assertMatch(whyOf(answer), /no answer within/);
      }
      await cutOff.close();
    }, { count: 3 }),
);

etcdTest(
  "with a user and password; a token that a restarted member forgot is had anew",
  async () => {
    const room = await Deno.makeTempDir();
    await Deno.writeTextFile(`${room}/password`, "sécret\n");
    await Deno.writeTextFile(`${room}/wrong`, "guess\n");
    const user = { username: "hb", passwordFile: `${room}/password` };
    try {
      await withStore(async (store, etcd) => {
        for (
          const command of [
            "user add root:rootword",
            "user grant-role root root",
            "user add hb:sécret",
            "role add hb",
            "role grant-permission --prefix hb readwrite /hb/test",
            "user grant-role hb hb",
            "auth enable",
          ]
        ) await etcd.ctl(command.split(" "));
        const anonymous = new EtcdStore(arbiterConfig(etcd.endpoints));
        assertMatch(whyOf(await anonymous.ask(LOOK)), /user name is empty/);
        await anonymous.close();
        const guessing = { ...user, passwordFile: `${room}/wrong` };
        const mistaken = new EtcdStore(arbiterConfig(etcd.endpoints, guessing));
        assertMatch(whyOf(await mistaken.ask(LOOK)), /authentication failed/);
        await mistaken.close();
        const elsewhere = new EtcdStore(arbiterConfig(etcd.endpoints, { ...user, key: "/other" }));
        assertMatch(whyOf(await elsewhere.ask(LOOK)), /permission denied/);
        await elsewhere.close();
        const { lease, revision } = heldOf(await store.ask(acquire()));
        await etcd.kill(0);
        etcd.revive(0);
        heldOf(await answered(store, { id: 3, kind: "renew", lease, revision }));
      }, { config: user });
    } finally {
      await Deno.remove(room, { recursive: true });
    }
  },
);

etcdTest(
  "over TLS with certificates of both sides; without them it says what is wrong",
  async () => {
    const room = await Deno.makeTempDir();
    try {
      const server = await makeCertificates(room);
      await using etcd = await EtcdMembers.start(1, server);
      const own = { certFile: `${room}/client.crt`, keyFile: `${room}/client.key` };
      const ask = async (config: Partial<ArbiterConfig>) => {
        const store = new EtcdStore(arbiterConfig(etcd.endpoints, config));
        const answer = await store.ask(acquire());
        await store.close();
        return answer;
      };
      assertMatch(whyOf(await ask(own)), /certificate/);
      assertEquals((await ask({ caFile: server.ca })).kind, "failed");
      const missing = await ask({ caFile: `${room}/none.crt` });
      assertMatch(whyOf(missing), /none\.crt: there is no such file/);
      heldOf(await ask({ caFile: server.ca, ...own }));
    } finally {
      await Deno.remove(room, { recursive: true });
    }
  },
);

Deno.test("what is not etcd is said to be so, and an answer without an end is ended", async () => {
  let reply = (): Response => new Response("<html>It works!</html>");
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => reply());
  const store = new EtcdStore(arbiterConfig([`http://127.0.0.1:${server.addr.port}`]));
  const why = async () => whyOf(await store.ask(LOOK));
  assertMatch(await why(), /its answer, with HTTP status 200, is not etcd's/);
  for (const body of ["null", "{}", '{"responses":[{}]}', '{"responses":[null,null]}']) {
    reply = () => new Response(body);
    assertMatch(await why(), /is not etcd's/);
  }
  const endless = () =>
    new ReadableStream({ pull: (to) => to.enqueue(new Uint8Array(8192).fill(0x20)) });
  reply = () => new Response(endless());
  assertMatch(await why(), /does not end/);
  reply = () => new Response('{"error":"etcdserver: no leader","code":14}', { status: 503 });
  assertMatch(await why(), /: etcdserver: no leader$/);
  reply = () => Response.redirect("http://127.0.0.1:1/");
  assertMatch(await why(), /redirect/);
  await store.close();
  await server.shutdown();
});

const pick = ({ lease, revision }: { readonly lease: string; readonly revision: string }) => ({
  lease,
  revision,
});

/** An authority, and one certificate each for the server on 127.0.0.1 and for the client. */
async function makeCertificates(room: string): Promise<Tls> {
  const key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
  await openssl(
    room,
    `req -x509 ${key} -keyout ca.key -out ca.crt -days 2 -subj /CN=authority ` +
      "-addext basicConstraints=critical,CA:TRUE",
  );
  for (
    const [name, extension] of [["server", "subjectAltName=IP:127.0.0.1"], [
      "client",
      "extendedKeyUsage=clientAuth",
    ]]
  ) {
    await Deno.writeTextFile(`${room}/${name}.ext`, `${extension}\n`);
    await openssl(room, `req -new ${key} -keyout ${name}.key -out ${name}.csr -subj /CN=${name}`);
    await openssl(
      room,
      `x509 -req -in ${name}.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out ${name}.crt ` +
        `-days 2 -extfile ${name}.ext`,
    );
  }
  return { ca: `${room}/ca.crt`, cert: `${room}/server.crt`, key: `${room}/server.key` };
}

async function openssl(cwd: string, args: string): Promise<void> {
  const command = new Deno.Command("openssl", { args: args.split(" "), cwd, stderr: "piped" });
  const { success, stderr } = await command.output();
  if (!success) throw new Error(`openssl ${args}: ${new TextDecoder().decode(stderr)}`);
}
