/** What a resource agent is, and what its answers mean. */
export * from "./operation.ts";
