/**
 * etcd as the arbiter's store.
 *
 *     KEY        who has the vote: its value is the node's name; it ends with the lease
 *     KEY/turn   who had it last, and how long the others wait then; written with every change of
 *                holder, and never ends: its mod_revision is the record's revision
 *
 * A renewal is a keepalive and then a read. The keepalive alone proves nothing: the leader answers it
 * from its own memory, and may have been deposed (etcd-io/etcd#15247); reads and transactions are
 * linearizable. Source: etcd.io, "KV API guarantees" and "Lease API".
 */
import type { ArbiterAnswer, ArbiterRecord, ArbiterRequest, ArbiterStore } from "../arbiter/mod.ts";
import type { ArbiterConfig, Millis } from "../model/mod.ts";
import { type Call, EtcdGateway, type Fields, isFields } from "./etcd_gateway.ts";

export class EtcdStore implements ArbiterStore {
  readonly #gateway: EtcdGateway;
  readonly #key: string;
  readonly #turn: string;

  constructor(config: ArbiterConfig) {
    this.#gateway = new EtcdGateway(config);
    this.#key = encode(config.key);
    this.#turn = encode(`${config.key}/turn`);
  }

  async ask(request: ArbiterRequest): Promise<ArbiterAnswer> {
    const answer = await this.#gateway.within((call) => this.#answer(request, call));
    return answer.ok ? answer.value : { kind: "failed", why: answer.problem };
  }

  /** What is under way has until its timeout; then nothing of it is left. */
  close(): Promise<void> {
    return this.#gateway.close();
  }

  async #answer(request: ArbiterRequest, call: Call): Promise<ArbiterAnswer> {
    switch (request.kind) {
      case "look":
        return { kind: "found", record: await this.#look(call) };
      case "acquire":
        return await this.#acquire(request, call);
      case "renew": {
        await call("lease/keepalive", { ID: request.lease });
        const record = await this.#look(call);
        const { lease, revision } = request;
        const isSame = record.kind === "held" && record.lease === lease &&
          record.revision === revision;
        return isSame ? { kind: "held", lease, revision } : { kind: "found", record };
      }
      case "release": {
        const { revision, record } = await this.#writeAfter(request.revision, [
          { request_delete_range: { key: this.#key } },
          this.#putTurn(null),
        ], call);
        return { kind: "found", record: record ?? { kind: "free", revision } };
      }
    }
  }

  async #acquire(
    { by, keep, ttl, after }: Extract<ArbiterRequest, { readonly kind: "acquire" }>,
    call: Call,
  ): Promise<ArbiterAnswer> {
    const granted = await call("lease/grant", { TTL: String(Math.ceil(keep / 1000)) });
    const lease = text(granted.ID);
    const { revision, record } = await this.#writeAfter(after, [
      { request_put: { key: this.#key, value: encode(by), lease } },
      this.#putTurn({ by, ttl }),
    ], call);
    return record === null ? { kind: "held", lease, revision } : { kind: "found", record };
  }

  async #look(call: Call): Promise<ArbiterRecord> {
    return readRecord(await call("kv/txn", { success: this.#reads }));
  }

  /** `record`: what stands there instead of `after`, so that nothing was written; else null. */
  async #writeAfter(after: string, writes: readonly unknown[], call: Call): Promise<{
    readonly revision: string;
    readonly record: ArbiterRecord | null;
  }> {
    const compare = [{
      target: "MOD",
      key: this.#turn,
      result: "EQUAL",
      mod_revision: after,
    }];
    const answer = await call("kv/txn", { compare, success: writes, failure: this.#reads });
    const isWritten = answer.succeeded === true;
    const revision = text((answer.header as Fields | undefined)?.revision);
    return { revision, record: isWritten ? null : readRecord(answer) };
  }

  get #reads(): readonly unknown[] {
    return [this.#key, this.#turn].map((key) => ({ request_range: { key } }));
  }

  #putTurn(turn: Turn | null): unknown {
    return { request_put: { key: this.#turn, value: encode(JSON.stringify(turn)) } };
  }
}

interface Turn {
  readonly by: string;
  readonly ttl: Millis;
}

/** Both keys as one transaction has read them. */
function readRecord(answer: Fields): ArbiterRecord {
  const [held, turn] = readKeys(answer.responses);
  const revision = turn === undefined ? "0" : text(turn.mod_revision);
  if (held !== undefined) {
    return { kind: "held", by: decode(held.value), lease: text(held.lease ?? "0"), revision };
  }
  if (turn === undefined) return { kind: "none", last: null, revision };
  const last: unknown = JSON.parse(decode(turn.value));
  return last === null
    ? { kind: "free", revision }
    : { kind: "none", last: readTurn(last), revision };
}

/** Of each range the one key and value that it found; undefined: there is none. */
function readKeys(responses: unknown): readonly (Fields | undefined)[] {
  if (!Array.isArray(responses) || responses.length !== 2) throw notEtcds(responses);
  return responses.map((response) => {
    const range = isFields(response) ? response.response_range : null;
    if (!isFields(range)) throw notEtcds(response);
    const found = Array.isArray(range.kvs) ? range.kvs[0] : undefined;
    return isFields(found) ? found : undefined;
  });
}

function readTurn(turn: unknown): Turn {
  const { by, ttl } = isFields(turn) ? turn : {};
  if (typeof by !== "string" || typeof ttl !== "number") {
    throw new Error(`the key /turn holds ${JSON.stringify(turn)}, which hb has not written`);
  }
  return { by, ttl };
}

function text(value: unknown): string {
  if (typeof value !== "string") throw notEtcds(value);
  return value;
}

const notEtcds = (found: unknown): Error =>
  new Error(`its answer is not etcd's: ${JSON.stringify(found)?.slice(0, 60)}`);

const encode = (plain: string): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(plain)));

const decode = (base64: unknown): string =>
  new TextDecoder().decode(Uint8Array.from(atob(text(base64 ?? "")), (byte) => byte.charCodeAt(0)));
