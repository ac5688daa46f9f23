/** By which names the status port may be asked. */
import { assertEquals } from "@std/assert";
import { isOwnHost } from "../../src/status/mod.ts";

Deno.test("addresses, localhost and the cluster's names are its own; all others are not", () => {
  const names = ["n1", "Web.Example.org"];
  const own = [
    "127.0.0.1",
    "10.0.0.1:7694",
    "[::1]",
    "[fe80::1]:7694",
    "localhost:7694",
    "n1",
    "N1:7694",
    "web.example.org.",
  ];
  const foreign = [
    "",
    "evil.example.com",
    "n1.evil.example.com:7694",
    "localhost.evil.example.com",
    "127.0.0.1.evil.example.com",
    "n1:7694:7694",
    "n1:",
    "[evil.example.com]x",
  ];
  for (const host of own) assertEquals([host, isOwnHost(host, names)], [host, true]);
  for (const host of foreign) assertEquals([host, isOwnHost(host, names)], [host, false]);
});
