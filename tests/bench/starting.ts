/** What the beginning of many agents does to the beat of a daemon on a busy host. */
import type { Row } from "./table.ts";
import { spread } from "./table.ts";

const HOGS = 20;

export async function starting(rounds: number): Promise<readonly Row[]> {
  const found: number[] = [];
  const hogs = Array.from(
    { length: HOGS },
    () => quiet("sh", ["-c", "while :; do :; done"]).spawn(),
  );
  try {
    for (let round = 0; round < rounds; round += 1) found.push(await measure());
  } finally {
    for (const hog of hogs) hog.kill("SIGKILL");
    await Promise.all(hogs.map(({ status }) => status));
  }
  return [{
    what: `worst delay of the loop while 200 agents are begun, ${HOGS} busy processes beside`,
    hb: spread(found, rounds),
    aim: "≤ 20 ms",
    peers: "",
  }];
}

async function measure(): Promise<number> {
  const script = new URL("./begin_agents.ts", import.meta.url).pathname;
  const args = ["run", "--no-check", "-A", "--v8-flags=--single-threaded", script];
  const { stdout } = await new Deno.Command(Deno.execPath(), { args, stderr: "inherit" }).output();
  return JSON.parse(new TextDecoder().decode(stdout)).worst;
}

const quiet = (program: string, args: readonly string[]) =>
  new Deno.Command(program, { args: [...args], stdin: "null", stdout: "null", stderr: "null" });
