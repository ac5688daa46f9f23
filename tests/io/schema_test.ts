/** The form of the files that one hb leaves to the next, or to the one before. */
import { FORMAT, SAVED_STATE } from "../../src/io/saved_state.ts";
import { LEFT } from "../../src/io/lease_file.ts";
import { assertSchema } from "../schema_golden.ts";

/** Raised where an earlier hb had better find no lease than this one. */
const LEASE_FORM = 1;

Deno.test("the form of the saved state changes with its format, or by fields that have a default", () =>
  assertSchema("saved_state", "/var/lib/hb/state.json", `format ${FORMAT}`, SAVED_STATE));

Deno.test("the form of the lease changes by fields that have a default", () =>
  assertSchema("lease", "/run/hb/lease", `form ${LEASE_FORM}`, LEFT));
