/** What the status port shows, and to whom. */
import type { ClusterConfig } from "../model/mod.ts";
import type { Checking } from "./checking.ts";

/** It has no password and no TLS: who reaches it can read it. */
export function checkStatus(checking: Checking, { status }: ClusterConfig): void {
  const { listen, allow } = status;
  if (listen === undefined || allow !== undefined || isLoopback(listen.hostname)) return;
  checking.warning(
    ["status", "listen"],
    `Whoever reaches port ${listen.port} can read the state of the cluster: it listens beyond this ` +
      'host and asks for no password; name those who may with allow = ["10.0.0.0/24"], or write ' +
      `listen = "127.0.0.1:${listen.port}"`,
  );
}

const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "::1" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
