/** Drafts of [arbiter] and [[ping]] → what they say, with the times that follow from others. */
import {
  type ArbiterConfig,
  assert,
  type Millis,
  type PingConfig,
  pingName,
} from "../model/mod.ts";
import type { ArbiterDraft, PingDraft } from "./outside_schema.ts";
import type { Times } from "./times.ts";

export function buildArbiter(
  draft: ArbiterDraft | null,
  cluster: string,
  times: Times,
): ArbiterConfig | null {
  if (draft === null) return null;
  const { kind, endpoints } = draft;
  assert(kind !== undefined && endpoints !== undefined, "nothing of the arbiter was refused");
  return {
    kind,
    endpoints: endpoints.flatMap((each) => each ?? []),
    key: draft.key ?? `/hb/${cluster}`,
    ...leaseTimes(draft, times.deadtime ?? 0),
    username: draft.username ?? null,
    passwordFile: draft.password_file ?? null,
    caFile: draft.ca_file ?? null,
    certFile: draft.cert_file ?? null,
    keyFile: draft.key_file ?? null,
  };
}

/**
 * The vote outlasts an election among the store's members, which takes etcd two seconds: it counts
 * for ¾ of ttl. A survivor waits for its end only where the other one died alone with it; for letting
 * go there is a quarter of it, as there is of deadtime. Stores count whole seconds.
 */
export function leaseTimes(
  { ttl, timeout }: Pick<ArbiterDraft, "ttl" | "timeout">,
  deadtime: Millis,
): { readonly ttl: Millis; readonly timeout: Millis } {
  const length = ttl ?? Math.max(5000, Math.ceil(deadtime / 1000) * 1000);
  return { ttl: length, timeout: timeout ?? Math.round(length / 4) };
}

export function buildPing(draft: PingDraft, times: Times): PingConfig {
  const addresses = addressesOf(draft);
  return {
    name: pingName(draft.name ?? addresses[0] ?? ""),
    addresses,
    ...pingTimes(draft, times),
  };
}

export const addressesOf = ({ address, addresses }: PingDraft): readonly string[] =>
  address ? [address] : (addresses ?? []).flatMap((each) => each ?? []);

/**
 * Asked as often as nodes speak, but others' hosts not more than once a second; silent for deadtime,
 * and for three questions at least, because one answer may always be lost.
 */
export function pingTimes(
  draft: Pick<PingDraft, "interval" | "deadping">,
  { keepalive = 0, deadtime = 0 }: Times,
): { readonly interval: Millis; readonly deadping: Millis } {
  const interval = draft.interval ?? Math.max(1000, keepalive);
  return { interval, deadping: draft.deadping ?? Math.max(deadtime, 3 * interval) };
}
