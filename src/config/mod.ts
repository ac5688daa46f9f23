/** cluster.toml and the keys file: text → what they say, or everything that is wrong with them. */
export {
  checkHost,
  type HostFacts,
  type InterfaceFacts,
  type KeysFileFacts,
} from "./check_host.ts";
export { configDigest, resourceDigest } from "./digest.ts";
export { generateKeys, type ParsedKeys, parseKeys, printKeys } from "./keys_file.ts";
export { parseConfig, type ParsedConfig } from "./parse.ts";
export { printConfig } from "./print.ts";
export { formatProblem, type Position, type Problem } from "./problem.ts";
