/** Logs for a test: the first argument is a LogConfig, each line of standard input an event. */
import { openLogger } from "../../src/io/log.ts";
import { nodeName } from "../../src/model/mod.ts";

if (import.meta.main) {
  const logger = openLogger(JSON.parse(Deno.args[0]!), nodeName("node1"));
  let rest = "";
  for await (const chunk of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "reopen") logger.reopen();
      else logger.warning(JSON.parse(line));
    }
  }
  logger.debug("not asked for");
  logger.error("the last word");
  Deno.exit(0);
}
