/** Every event as one plain sentence: for the log, the status and the page alike. */
import { formatScore } from "../model/mod.ts";
import type { Event } from "../node/mod.ts";
import { describeConfig } from "./describe_config.ts";
import { describeFencing } from "./describe_fencing.ts";
import { debug, type Description, error, info, warning } from "./description.ts";
import { levelsWord, versionOf } from "./versions.ts";
import { count, formatAge, listOf } from "./words.ts";

export function describe(event: Event): Description {
  switch (event.kind) {
    case "started":
      return info(`hb has started, generation ${event.generation}`);
    case "joined":
      return info(`joined the cluster: ${event.coordinator} coordinates, epoch ${event.epoch}`);
    case "coordinator":
      return event.node === null
        ? warning(`no coordinator is known any more (last epoch ${event.epoch})`)
        : info(`${event.node} coordinates now, epoch ${event.epoch}`);
    case "quorum":
      return event.held
        ? info(`this partition has quorum: ${event.votes} of ${event.of} votes`)
        : error(`this partition has LOST quorum: ${event.votes} of ${event.of} votes`);
    case "arbiterVote":
      if (event.held) return info("this node has the arbiter's vote");
      return event.wanted
        ? error(`this node has LOST the arbiter's vote: ${event.why}`)
        : info("this node has given the arbiter's vote back: it is not needed any more");
    case "arbiterFails":
      return warning(`the arbiter does not answer: ${event.why}; its vote cannot be had now`);
    case "arbiterAnswers":
      return info("the arbiter answers again");
    case "leaving":
      return info("hb is stopping: hands over what runs here first");
    case "left":
      return info("hb has handed over and leaves the cluster");
    case "stillThere":
      return error(
        `${event.node} is still there, though it was fenced or said to be off: what fences it does ` +
          "not work",
      );
    case "paused":
      return error(`this node stood still for ${formatAge(event.length)} (paused, or overloaded)`);
    case "putBack":
      return error(
        "this host was put back to an earlier state, or copied while it ran: the other nodes have " +
          "heard more of it than it has said; it lets go of all that it runs, and joins anew",
      );
    case "heldUp":
      return warning(
        `this node was held up for ${formatAge(event.by)}: its host is too busy; it runs fewer ` +
          "agents at a time until it keeps up again",
      );
    case "reconfigured":
    case "configProposed":
    case "configWithdrawn":
    case "configJoint":
    case "configNotKept":
    case "configRefused":
    case "configDiffers":
    case "configAgrees":
    case "keysTurned":
    case "keysDropped":
    case "termsDiffer":
    case "termsAgree":
      return describeConfig(event);
    case "setting":
      return info(
        event.user === null
          ? `${event.what}, set on ${event.by}`
          : `${event.what}, by ${event.user} on ${event.by}`,
      );
    case "excess":
      return EXCESS[event.what](event.by, event.why);
    case "junk":
      return describeJunk(event);
    case "stateNotSaved":
      return error(`Cannot save the state: ${event.problem}; goes on without, free some space`);
    case "stateSaved":
      return info("the state can be saved again");
    case "peerAlive":
    case "peerLate":
    case "peerRecovered":
    case "peerDead":
    case "peerLeft":
    case "notHeard":
    case "sameName":
    case "link":
    case "ping":
    case "notUnderstood":
      return describePeer(event);
    case "lettingGo":
    case "letGo":
    case "operation":
    case "notLooked":
    case "adopted":
    case "failures":
    case "failuresForgotten":
    case "action":
    case "blocked":
    case "unblocked":
    case "severalHolders":
    case "oneHolder":
    case "addressAnswered":
      return describeResource(event);
    case "fencing":
    case "fenced":
    case "fencingFailed":
    case "fenceBegun":
    case "fenceEnded":
    case "fenceDevice":
      return describeFencing(event);
    default:
      return describeUnknown(event);
  }
}

/** A command may ask the daemon of a later hb. */
const describeUnknown = (event: never): Description =>
  info(`${(event as Event).kind}: an event that this hb does not know`);

/** What a newer hb says besides can be done without. */
function describeJunk({ count: times, link, junk }: Extract<Event, { kind: "junk" }>): Description {
  return junk === "unknownKind"
    ? info(
      `${count(times, "message")} passed over on ${link}: of a kind that only a newer hb knows`,
    )
    : warning(`${count(times, "datagram")} refused on ${link}: ${inWords(junk)}`);
}

type PeerEvent = Extract<Event, {
  kind:
    | "peerAlive"
    | "peerLate"
    | "peerRecovered"
    | "peerDead"
    | "peerLeft"
    | "notHeard"
    | "sameName"
    | "link"
    | "ping"
    | "notUnderstood";
}>;

function describePeer(event: PeerEvent): Description {
  switch (event.kind) {
    case "peerAlive": {
      const after = event.after === null ? "" : ` after ${formatAge(event.after)} of silence`;
      return info(`node ${event.node} is alive${after}, generation ${event.generation}`);
    }
    case "peerLate":
      return warning(`late heartbeat: node ${event.node} is silent for ${formatAge(event.silent)}`);
    case "peerRecovered":
      return warning(`node ${event.node} is heard again after ${formatAge(event.silent)}, in time`);
    case "peerDead":
      return event.silent === null
        ? warning(`node ${event.node} has not been heard since the start: taken for dead`)
        : error(`node ${event.node} is dead: silent for ${formatAge(event.silent)}`);
    case "peerLeft":
      return info(`node ${event.node} has left the cluster as planned`);
    case "notHeard":
      return error(
        `node ${event.node} is heard but does not hear this node: look at its cable and firewall`,
      );
    case "sameName":
      return error(
        `two hosts say that they are ${event.node}: the one that came later (life ` +
          `${event.generation}) is not let in; give it a name of its own, or stop hb there`,
      );
    case "link": {
      const to = event.node === null ? "" : ` to ${event.node}`;
      return event.up
        ? info(`link ${event.link}${to} is up`)
        : warning(`link ${event.link}${to} is DOWN${event.why === "" ? "" : `: ${event.why}`}`);
    }
    case "ping":
      return event.reached
        ? info(`ping node ${event.ping} answers`)
        : error(`ping node ${event.ping} does not answer for ${formatAge(event.silent)}`);
    case "notUnderstood": {
      const { node, release, own } = event;
      return error(
        `node ${node} runs ${versionOf(release)} and this node ${versionOf(own)}, which do not ` +
          `understand each other (${levelsWord(release)}; here ${levelsWord(own)}): update the ` +
          "older one",
      );
    }
  }
}

function describeResource(event: ResourceEvent): Description {
  switch (event.kind) {
    case "lettingGo":
      return error(`lets go of ${listOf(event.resources)}: ${event.why}`);
    case "letGo":
      return info(`has let go of everything after ${formatAge(event.took)}`);
    case "operation":
      return describeOperation(event);
    case "notLooked":
      return error(
        `nobody could look at ${event.resource}, which is taken to be as it was: ${event.why}; free ` +
          "some of what this host has run out of",
      );
    case "adopted":
      return info(`${event.resource} runs here already: adopted as it is`);
    case "failures":
      return warning(
        `${event.resource}: fail-count ${formatScore(event.count)} here` +
          ` (migration-threshold ${formatScore(event.threshold)})`,
      );
    case "failuresForgotten":
      return info(
        `failures of ${event.resource} are forgotten: ` +
          (event.why === "cleanup" ? "cleaned up" : "failure-timeout is over"),
      );
    case "action":
      return info(`${event.action} ${event.resource} on ${event.node}: ${event.because}`);
    case "blocked":
      return error(`${event.unit} is blocked: ${event.why}`);
    case "unblocked":
      return info(`${event.unit} is no longer blocked`);
    case "severalHolders":
      return error(
        `${event.unit} is held by ${listOf(event.holders)} at once: ${event.kept} keeps it` +
          ` (${event.rule}), the others let go`,
      );
    case "oneHolder":
      return warning(
        `only ${event.kept} holds ${event.unit} again; several did for ${
          formatAge(event.together)
        }`,
      );
    case "addressAnswered":
      return error(
        `${event.resource}: another host, ${event.mac}, still answered for ${event.address}` +
          " when this node took it over",
      );
  }
}

type ResourceEvent = Extract<Event, {
  kind:
    | "lettingGo"
    | "letGo"
    | "operation"
    | "notLooked"
    | "adopted"
    | "failures"
    | "failuresForgotten"
    | "action"
    | "blocked"
    | "unblocked"
    | "severalHolders"
    | "oneHolder"
    | "addressAnswered";
}>;

function describeOperation(event: Extract<Event, { kind: "operation" }>): Description {
  const reason = event.reason === "" ? "" : ` (${event.reason})`;
  const text = `${event.action} of ${event.resource}: ${event.meaning}${reason} after ${
    formatAge(event.took)
  }`;
  if (event.good) return event.action === "monitor" ? debug(text) : info(text);
  return event.action === "stop" ? error(text) : warning(text);
}

const EXCESS = {
  attributes: (by: string, why: string) =>
    warning(`Cannot keep attributes of this node that were set on ${by}: ${why}`),
  settings: (by: string, why: string) =>
    warning(`Cannot keep what operators want, as ${by} knows it: ${why}`),
  report: (_: string, why: string) => error(`Cannot tell the others what runs here: ${why}`),
};

/** `badSignature` → `bad signature` */
const inWords = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
