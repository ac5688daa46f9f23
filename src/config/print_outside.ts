/** [arbiter] and [[ping]] as tables. */
import type { ArbiterConfig, PingConfig } from "../model/mod.ts";
import { array, printTable, quote, time } from "./print_values.ts";

export const printArbiter = (arbiter: ArbiterConfig): string =>
  printTable("[arbiter]", {
    kind: quote(arbiter.kind),
    endpoints: array(arbiter.endpoints),
    key: quote(arbiter.key),
    ttl: time(arbiter.ttl),
    timeout: time(arbiter.timeout),
    username: quoted(arbiter.username),
    password_file: quoted(arbiter.passwordFile),
    ca_file: quoted(arbiter.caFile),
    cert_file: quoted(arbiter.certFile),
    key_file: quoted(arbiter.keyFile),
  });

const quoted = (text: string | null): string | undefined => text === null ? undefined : quote(text);

/** An IPv6 address is no name that a file may give, but what it is called without one. */
export const printPing = ({ name, addresses, interval, deadping }: PingConfig): string =>
  printTable("[[ping]]", {
    name: name as string === addresses[0] ? undefined : quote(name),
    addresses: array(addresses),
    interval: time(interval),
    deadping: time(deadping),
  });
