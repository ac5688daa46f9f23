/** The world: processes, files, clocks and sockets. */
export { type Answer, type NoAnswer, request } from "./control_client.ts";
export { hostFacts, hostname, readText, type Terminal, terminal } from "./host.ts";
export { runInquiry, runOperation } from "./run_agent.ts";
