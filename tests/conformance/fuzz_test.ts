/** Random clusters must be decided on as crm_simulate does, where that is installed. */
import { assertEquals } from "@std/assert";
import { fuzz } from "./fuzz.ts";

const SEEDS = Array.from({ length: 150 }, (_, at) => at + 1);

const installed = await new Deno.Command("crm_simulate", { args: ["--version"] }).output()
  .then(({ stdout }) => new TextDecoder().decode(stdout).includes("Pacemaker 2.1.5"))
  .catch(() => false);

Deno.test({
  name: `${SEEDS.length} random clusters, as crm_simulate 2.1.5 (pacemaker-cli-utils) has them`,
  ignore: !installed,
  fn: async () => {
    const told: string[] = [];
    const { compared } = await fuzz(SEEDS, true, (text) => told.push(text));
    assertEquals(told.join("\n\n"), "");
    assertEquals(compared > SEEDS.length / 2, true);
  },
});
