/**
 * A process that has no file descriptor left, for as long as it is told: arguments are the time and
 * an operation; what came of it is said in the end.
 */
import { runOperation } from "../../src/io/run_agent.ts";
import { libc } from "../../src/io/libc.ts";

if (import.meta.main) {
  const [lacking = "", operation = "", host = ""] = Deno.args;
  libc();
  // As a daemon that has begun has done before: the runtime's own first use needs descriptors.
  Deno.addSignalListener("SIGCHLD", () => {});
  await new Deno.Command("/bin/true").output();
  const held: Deno.FsFile[] = [];
  const release = () => held.splice(0).forEach((file) => file.close());
  try {
    for (;;) held.push(Deno.openSync("/dev/null"));
  } catch {
    setTimeout(release, Number(lacking));
  }
  const outcome = await runOperation(JSON.parse(operation), JSON.parse(host));
  release();
  console.log(JSON.stringify(outcome));
  Deno.exit(0);
}
