/**
 * The tools of Pacemaker that agents call, as programs that ask this node's daemon.
 *
 * An agent calls a dozen of them each time that it looks at its database, and some sleep for a
 * second where a tool takes longer than 100 ms. So where there is perl, which Debian cannot be
 * without, a tool is one connection to the control socket and takes 10 ms; elsewhere, and where the
 * daemon does not answer, it is this executable under another name, which takes ten times as long.
 */
import { TOOL_NAMES } from "../tools/mod.ts";
import { makeDirectory } from "./directories.ts";

const PERL = "/usr/bin/perl";

/** Where agents find what they need, from the root. */
export interface AgentPlaces {
  readonly runtime: string;
  readonly agents: string;
  readonly tools: string;
  readonly socket: string;
}

/** Makes them in `directory`, for the very hb that runs. @throws where that is not possible. */
export function makeAgentTools(directory: string, socket: string): void {
  // Also for agents that go on as another user.
  makeDirectory(directory, 0o755, true);
  const script = isFile(PERL) ? inPerl(socket) : inShell();
  for (const tool of TOOL_NAMES) {
    const path = `${directory}/${tool}`;
    // Replaced at once: an agent of an earlier life may be about to run it.
    Deno.writeTextFileSync(`${path}.new`, script);
    Deno.chmodSync(`${path}.new`, 0o755);
    Deno.renameSync(`${path}.new`, path);
  }
}

/** Null: what agents write to, and the tools that they call, are there. */
export function makeAgentDirectories(
  { runtime, agents, tools, socket }: AgentPlaces,
): string | null {
  try {
    makeDirectory(runtime, 0o755);
    makeDirectory(agents, 0o755, true);
    makeAgentTools(tools, socket);
    return null;
  } catch (error) {
    return `Cannot make the agents' directories in ${runtime}: ${(error as Error).message}`;
  }
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

const inShell = (): string =>
  `#!/bin/sh\nexec ${ownCommand().map(quoted).join(" ")} tool "\${0##*/}" "$@"\n`;

/** See `tool_endpoint.ts` for what is said. */
const inPerl = (socket: string): string =>
  `#!${PERL}
use strict;
use Socket;
my ($name) = $0 =~ m{([^/]+)$};
sub by_itself { exec ${ownCommand().map(perlQuoted).join(", ")}, "tool", $name, @ARGV }
my $body = join("\\0", $name, $ENV{HB_NODE} // "", $ENV{OCF_RESOURCE_INSTANCE} // "", @ARGV);
socket(my $daemon, PF_UNIX, SOCK_STREAM, 0) or by_itself();
connect($daemon, sockaddr_un($ENV{HB_SOCKET} || ${perlQuoted(socket)})) or by_itself();
my $request = "POST /tool HTTP/1.1\\r\\nhost: hb\\r\\nconnection: close\\r\\ncontent-length: "
  . length($body) . "\\r\\n\\r\\n" . $body;
$SIG{PIPE} = "IGNORE";
syswrite($daemon, $request) == length($request) or by_itself();
my $answer = "";
while (sysread($daemon, $answer, 65536, length($answer))) {}
my ($status, $said) = $answer =~ m{^HTTP/1.1 200 .*?\\r\\n\\r\\n(\\d+)\\n(.*)$}s;
defined($status) or by_itself();
for my $line (split(/^/, $said)) {
  my ($to, $text) = (substr($line, 0, 1), substr($line, 1));
  if ($to eq "1") { print STDOUT $text } else { print STDERR $text }
}
exit($status);
`;

/** What runs this process: the executable, or Deno with the source. */
function ownCommand(): readonly string[] {
  const program = Deno.execPath();
  if (Deno.build.standalone) return [program];
  return [program, "run", "-A", "--no-check", new URL(Deno.mainModule).pathname];
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

const perlQuoted = (word: string): string => `'${word.replace(/[\\']/g, "\\$&")}'`;
