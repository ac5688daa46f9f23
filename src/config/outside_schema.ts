/** The keys of what is asked outside the cluster: [arbiter], [[ping]]. */
import { type Decoded, list, optional, required } from "./decode.ts";
import { choice, text, time } from "./values.ts";
import { endpoint, hostAddress, name, path } from "./words.ts";

/** Of the store's names; visible, so that the administrator finds it there. */
const key = text((value) =>
  /^[\x21-\x7e]{1,255}$/.test(value)
    ? null
    : "a key in the store has 1 to 255 visible characters and no blank"
);

const word = text((value) => value !== "" && !value.includes("\0") ? null : "it must not be empty");

export const ARBITER = {
  kind: required(choice(["etcd"]), 'kind = "etcd"'),
  endpoints: required(list(endpoint), 'endpoints = ["http://10.0.0.1:2379"]'),
  key: optional(key, null),
  ttl: optional(time("2s", "1h"), null),
  timeout: optional(time("50ms", "5m"), null),
  username: optional(word, null),
  password_file: optional(path, null),
  ca_file: optional(path, null),
  cert_file: optional(path, null),
  key_file: optional(path, null),
};

export const PING = {
  name: optional(name, null),
  address: optional(hostAddress, null),
  addresses: optional(list(hostAddress), null),
  interval: optional(time("100ms", "10m"), null),
  deadping: optional(time("200ms", "1h"), null),
};

export type ArbiterDraft = Decoded<typeof ARBITER>;
export type PingDraft = Decoded<typeof PING>;
