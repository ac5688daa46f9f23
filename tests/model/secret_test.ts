import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { blotted, isSecretName, secretsAmong } from "../../src/model/mod.ts";

const said = (text: string, params: Readonly<Record<string, string>>, named: string[] = []) =>
  blotted(text, secretsAmong(params, named));

Deno.test("a parameter is known for a secret by its name", () => {
  const secret = ["passwd", "OCF_password", "admin_pass", "community", "api_key", "key", "secret"];
  const open = ["passwd_script", "password_file", "ip", "keytab_path", "monkey", "public_key"];
  for (const name of [...secret, "authkey", "snmp-psk", "access_token"]) {
    assert(isSecretName(name), name);
  }
  for (const name of open) assert(!isSecretName(name), name);
});

Deno.test("secrets are blotted out, the longer one whole where one is part of another", () => {
  const params = {
    ip: "10.0.0.9",
    community: "s3cr",
    password: "s3cret",
    passwd_script: "/bin/pw",
  };
  assertEquals(
    said("snmpwalk s3cr 10.0.0.9 as s3cret by /bin/pw failed", params),
    "snmpwalk **** 10.0.0.9 as **** by /bin/pw failed",
  );
});

Deno.test("what an agent's meta-data calls private is secret, whatever its name", () => {
  assertEquals(said("pin 4711", { pin: "4711" }), "pin 4711");
  assertEquals(said("pin 4711", { pin: "4711" }, ["pin"]), "pin ****");
});

Deno.test("a secret within a parameter is one too: mounts' options, addresses, commands", () => {
  const options = "username=web,password=s3cret,vers=3.0";
  assertEquals(said("mount -o s3cret,vers=3.0", { options }), "mount -o ****,vers=3.0");
  const url = "https://hb:hush@10.0.0.1/x";
  assertEquals(said(`GET ${url}`, { url }), "GET https://hb:****@10.0.0.1/x");
  const command = "/bin/off --password tops3cret --token='a b' n1";
  assertEquals(said("login tops3cret, a b", { command }), "login ****, ****");
});

Deno.test("a secret is found in an address, in JSON, and line by line", () => {
  const params = { password: 'p"w d', private_key: "-----BEGIN-----\nabcdef\n" };
  assertEquals(said('{"p":"p\\"w d"} ?p=p%22w%20d abcdef', params), '{"p":"****"} ?p=**** ****');
});

Deno.test("the name of a key's file, and what is too short to guard anything, are told", () => {
  assertEquals(said("no /etc/k, ab", { ssh_key: "/etc/k", password: "ab" }), "no /etc/k, ab");
});

Deno.test("whatever is said around it, and wherever it was cut, no secret is left", () => {
  const word = fc.string({ minLength: 6, maxLength: 12, unit: fc.constantFrom(..."abcXYZ019-_") });
  fc.assert(fc.property(word, fc.string(), fc.string(), fc.nat(5), (secret, before, after, cut) => {
    const secrets = secretsAmong({ password: secret });
    assert(!blotted(before + secret + after, secrets).includes(secret));
    const end = `${secret.slice(cut)} ${secret.slice(0, secret.length - cut)}`;
    const left = blotted(end, secrets, true);
    if (secret.length - cut >= 3) assertEquals(left, "**** ****");
  }));
  assertEquals(blotted("\uFFFDcret is wrong", ["s3cret"], true), "**** is wrong");
  assertEquals(blotted("log in with s3c", ["s3cret"], true), "log in with ****");
});
