/** The configuration and the keys, as they stand in this host's files. */
import {
  checkHost,
  formatProblem,
  parseConfig,
  type ParsedConfig,
  parseKeys,
  type Problem,
} from "../config/mod.ts";
import {
  type ClusterConfig,
  type Keys,
  type NodeName,
  nodeName,
  ok,
  refuse,
  type Result,
} from "../model/mod.ts";
import { type FileMark, markOf } from "./file_mark.ts";
import { hostFacts, hostname } from "./host.ts";
import { readText } from "./text_file.ts";

export interface ClusterFiles {
  readonly config: ClusterConfig;
  /** The text of cluster.toml. */
  readonly text: string;
  readonly keys: Keys;
  /** This node. */
  readonly self: NodeName;
  /** What does not keep the cluster from running, a line each, as compilers write it. */
  readonly warnings: readonly string[];
  /** The files as they were before they were read. */
  readonly marks: ClusterFileMarks;
}

export interface ClusterFileMarks {
  readonly config: FileMark;
  readonly keys: FileMark;
}

/**
 * Reads both, or says all that is wrong with them, a line each. At the `start` of the daemon a host
 * that does not fit (an interface that is missing just now) is only warned of: a node whose network
 * card has died must come up all the same. An administrator who asks for a `reload` is told
 * instead, and the old configuration stays.
 */
export async function readClusterFiles(
  path: string,
  node: string | undefined,
  when: "start" | "reload",
): Promise<Result<ClusterFiles, readonly string[]>> {
  const configMark = markOf(path);
  const text = await readText(path);
  if (!text.ok) return refuse([`Cannot read ${path}: ${text.problem}`]);
  const parsed = parseConfig(text.value, path);
  if (parsed.config === null) return refuse(parsed.problems.map(formatProblem));
  const self = nodeName(node ?? hostname());
  const found = checkHost(parsed, self, hostFacts(parsed.config.keysFile), path);
  const fatal = when === "reload" ? found : strangerOrKeys(parsed, parsed.config, self, path);
  const problems = [...parsed.problems, ...found].map(formatProblem);
  if (fatal.some(({ severity }) => severity === "error")) return refuse(problems);
  const keysMark = markOf(parsed.config.keysFile);
  const keys = await readKeys(parsed.config.keysFile);
  if (!keys.ok) return refuse([...problems, ...keys.problem]);
  const marks = { config: configMark, keys: keysMark };
  const { config } = parsed;
  return ok({ config, text: text.value, keys: keys.value, self, warnings: problems, marks });
}

/** Of a host's misfits those that nothing can run with: this node is not in it, or has no keys. */
function strangerOrKeys(
  parsed: ParsedConfig,
  config: ClusterConfig,
  self: NodeName,
  path: string,
): readonly Problem[] {
  const bare = { ...parsed, config: { ...config, links: [], resources: [] } };
  return checkHost(bare, self, hostFacts(config.keysFile), path);
}

async function readKeys(path: string): Promise<Result<Keys, readonly string[]>> {
  const text = await readText(path);
  if (!text.ok) return refuse([`Cannot read ${path}: ${text.problem}`]);
  const { keys, problems } = parseKeys(text.value, path);
  return keys === null ? refuse(problems.map(formatProblem)) : ok(keys);
}
