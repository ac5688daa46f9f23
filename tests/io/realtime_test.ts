import { assertEquals } from "@std/assert";
import { bootId, bootNow } from "../../src/io/clock.ts";
import { libc } from "../../src/io/libc.ts";
import { lockableRanges } from "../../src/io/realtime.ts";

/** It stays open until the process ends; opened within a test, it would be taken for a leak. */
libc();

Deno.test("files, the heap and the stack are locked; V8's own memory and guards are not", () => {
  const maps = `1000-3000 r-xp 00000000 fe:00 12 /usr/local/bin/hb
3000-4000 ---p 00000000 fe:00 12 /usr/lib/libc.so.6
4000-6000 rw-p 00000000 00:00 0
7000-8000 rw-p 00000000 00:00 0                  [heap]
7fff00000000-7fff00001000 rw-p 00000000 00:00 0  [stack]
7fff00002000-7fff00003000 r--p 00000000 00:00 0  [vvar]
`;
  assertEquals(lockableRanges(maps), [
    [0x1000n, 0x3000n],
    [0x7000n, 0x8000n],
    [0x7fff00000000n, 0x7fff00001000n],
  ]);
});

Deno.test("a real-time process says what it was refused, and its children are ordinary", async () => {
  const script = `
    import { becomeRealtime, endStart, stayInMemory } from "${
    import.meta.resolve("../../src/io/realtime.ts")
  }";
    import { runProgram } from "${import.meta.resolve("../../src/io/agent_process.ts")}";
    const refused = [becomeRealtime() ?? [], stayInMemory()].flat();
    endStart();
    const policyOf = (pid) => Deno.readTextFileSync("/proc/" + pid + "/stat").split(" ").at(40);
    const child = new Deno.Command("sleep", { args: ["60"] }).spawn();
    const child_policy = policyOf(child.pid);
    child.kill("SIGKILL");
    await child.status;
    // An agent and what it starts.
    const looks = "cut -d ' ' -f 41 /proc/$$/stat; cut -d ' ' -f 41 /proc/self/stat";
    const { output } = await runProgram(
      { programs: ["/bin/sh"], args: ["-c", looks], env: { PATH: "/bin:/usr/bin" } },
      { timeout: 10_000 },
    );
    // Memory that V8 gives back is what aborts under mlockall.
    for (let i = 0; i < 20; i++) new Array(1e6).fill(i).map(String);
    console.log(JSON.stringify({ refused, own: policyOf("self"), child: child_policy, output }));`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--ext=ts", script],
  }).output();
  const { refused, own, child, output } = JSON.parse(new TextDecoder().decode(stdout));
  const wasRefused = refused.some((said: string) => said.startsWith("Cannot raise the priority"));
  assertEquals(own, wasRefused ? "0" : "2");
  assertEquals(child, "0");
  assertEquals(output, "0\n0\n", "an agent has kept the priority");
});

Deno.test("the boot clock agrees with /proc/uptime and does not step back", () => {
  const uptime = () => Number(Deno.readTextFileSync("/proc/uptime").split(" ")[0]) * 1000;
  const [before, now, after] = [uptime(), bootNow(), bootNow()];
  assertEquals(now >= before - 10 && after >= now && after <= uptime() + 20, true);
  assertEquals(/^[0-9a-f-]{36}$/.test(bootId()), true);
});
