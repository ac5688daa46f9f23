/** The resources: primitives, groups, clones, with templates expanded and defaults resolved. */
import type { ResourceMeta } from "../model/mod.ts";
import type {
  AgentName,
  CloneInput,
  ClusterOptions,
  GroupInput,
  PrimitiveInput,
  ResourceInput,
} from "../scheduler/mod.ts";
import { descend, descendantsOf, type Element } from "./element.ts";
import { readMeta } from "./meta.ts";
import { readUtilization } from "./node.ts";
import { addPairs, type Pairs } from "./nvpairs.ts";
import { findOperations, readOperation, readSettings, settingsOf } from "./operation.ts";
import {
  agentOf,
  type CloneReading,
  contextOf,
  META,
  paramsOf,
  type PrimitiveReading,
} from "./primitive.ts";
import type { Reading } from "./reading.ts";
import { expandTemplate } from "./template.ts";

export interface ResourcesReading {
  readonly inputs: readonly ResourceInput[];
  /** By id. */
  readonly primitives: ReadonlyMap<string, PrimitiveReading>;
  /** Which resources are made after a template, by its id. */
  readonly derived: ReadonlyMap<string, readonly string[]>;
  /** For resources that are configured no more. */
  readonly defaultsOf: (agent: AgentName) => ResourceMeta;
}

export function readResources(reading: Reading, options: ClusterOptions): ResourcesReading {
  const reader = new ResourceReader(reading, options);
  return {
    inputs: reader.readAll(),
    primitives: reader.primitives,
    derived: reader.derived,
    defaultsOf: (agent) => reader.metaDefaults(agent),
  };
}

interface Surroundings {
  readonly parents: readonly Element[];
  readonly clone: CloneReading | null;
}

const OUTSIDE: Surroundings = { parents: [], clone: null };

class ResourceReader {
  readonly primitives = new Map<string, PrimitiveReading>();
  readonly derived = new Map<string, string[]>();
  readonly #resources: Element | null;
  readonly #defaults: Element | null;

  constructor(readonly reading: Reading, readonly options: ClusterOptions) {
    this.#resources = descend(reading.configuration, "resources");
    this.#defaults = descend(reading.configuration, "rsc_defaults");
  }

  readAll(): readonly ResourceInput[] {
    return (this.#resources?.children ?? []).flatMap((element): readonly ResourceInput[] => {
      if (element.name === "template") {
        const { id } = element.attributes;
        if (id !== undefined && !this.derived.has(id)) this.derived.set(id, []);
        return [];
      }
      const input = this.#readResource(element);
      return input === null ? [] : [input];
    });
  }

  #readResource(element: Element): ResourceInput | null {
    if (element.attributes["id"] === undefined) {
      this.reading.warn(element, "has no id and is ignored");
      return null;
    }
    switch (element.name) {
      case "primitive":
        return this.#readPrimitive(element, OUTSIDE);
      case "group":
        return this.#readGroup(element, OUTSIDE);
      case "clone":
      case "master":
        return this.#readClone(element);
      case "bundle":
        this.reading.warn(element, "is a bundle, which is not supported");
        return null;
      default:
        this.reading.warn(element, "is no resource that is known, and is ignored");
        return null;
    }
  }

  #readClone(element: Element): CloneInput | null {
    const legacy = element.name === "master";
    const own = this.#ownMeta(element, NO_AGENT);
    const defaults = this.metaDefaults(NO_AGENT);
    const effective: ResourceMeta = { ...defaults, ...own };
    const clone: CloneReading = {
      id: idOf(element),
      promotable: legacy || (effective.promotable ?? false),
      unique: (effective.globallyUnique ?? false) && this.#canBeUnique(element),
      max: effective.cloneMax ?? null,
    };
    const inside: Surroundings = { parents: [element], clone };
    const found = element.children.find(({ name }) => name === "primitive" || name === "group");
    const child = found === undefined
      ? null
      : found.name === "primitive"
      ? this.#readPrimitive(found, inside)
      : this.#readGroup(found, inside);
    if (child === null) {
      this.reading.warn(element, "has nothing to clone and is ignored");
      return null;
    }
    const meta = legacy ? { ...own, promotable: true } : own;
    return { kind: "clone", id: clone.id, meta, defaults, child };
  }

  /** Only where agents are told which instance they are. */
  #canBeUnique(clone: Element): boolean {
    return [...descendantsOf(clone)].filter(({ name }) => name === "primitive").every((one) => {
      const standard = expandTemplate(this.reading, one, this.#resources)?.attributes["class"] ??
        "";
      return ["ocf", "stonith"].includes(standard.toLowerCase());
    });
  }

  #readGroup(element: Element, { parents, clone }: Surroundings): GroupInput | null {
    const inside: Surroundings = { parents: [element, ...parents], clone };
    const members = element.children.flatMap((child) =>
      child.name === "primitive" ? this.#readPrimitive(child, inside) ?? [] : []
    );
    if (members.length === 0) {
      this.reading.warn(element, "is a group without members and is ignored");
      return null;
    }
    return {
      kind: "group",
      id: idOf(element),
      meta: this.#settledMeta(element, NO_AGENT, parents),
      defaults: this.metaDefaults(NO_AGENT),
      members,
    };
  }

  #readPrimitive(original: Element, { parents, clone }: Surroundings): PrimitiveInput | null {
    const { reading } = this;
    const element = expandTemplate(reading, original, this.#resources);
    if (element === null) return null;
    const id = idOf(element);
    const agent = agentOf(element);
    if (agent.type === "remote" && agent.provider === "pacemaker") {
      reading.warn(element, "makes a remote node, which is not supported");
    }
    this.#noteDerived(original, id);
    const operations = findOperations(reading, element);
    const meta = this.#pairsOf(element, agent, parents);
    if (meta.has("remote-node")) reading.warn(element, "is a guest node, which is not supported");
    const input: PrimitiveInput = {
      kind: "primitive",
      id,
      agent,
      meta: this.#settledMeta(element, agent, parents),
      defaults: this.metaDefaults(agent),
      operations: operations.map((one) => readOperation(reading, agent, one)),
      operationDefaults: (name, interval) =>
        readSettings(settingsOf(reading, agent, null, name, interval)),
      utilization: readUtilization(
        addPairs(reading, element, { sets: "utilization" }, new Map()),
      ),
      params: paramsOf(reading, [element, ...parents], null),
      ...(meta.has("target-role") ? { targetRoleText: meta.get("target-role") as string } : {}),
    };
    this.primitives.set(id, { element, input, operations, parents, clone, meta, orphan: false });
    return input;
  }

  #noteDerived(original: Element, id: string): void {
    const template = original.attributes["template"];
    if (template === undefined) return;
    const ids = this.derived.get(template) ?? [];
    this.derived.set(template, [...ids, id]);
  }

  #ownMeta(element: Element, agent: AgentName | null): ResourceMeta {
    return readMeta(this.#explicitPairs(element, agent, []), this.options.nodeHealth);
  }

  metaDefaults(agent: AgentName | null): ResourceMeta {
    const pairs = addPairs(this.reading, this.#defaults, META, new Map(), contextOf(agent));
    return readMeta(pairs, this.options.nodeHealth);
  }

  /**
   * What a resource that is part of another sets, or its parents do, or the cluster's defaults for
   * its agent: so rules on agents choose for the members of a group, whatever the group itself has.
   */
  #settledMeta(
    element: Element,
    agent: AgentName | null,
    parents: readonly Element[],
  ): ResourceMeta {
    const pairs = parents.length === 0
      ? this.#explicitPairs(element, agent, [])
      : this.#pairsOf(element, agent, parents);
    return readMeta(pairs, this.options.nodeHealth);
  }

  #pairsOf(element: Element, agent: AgentName | null, parents: readonly Element[]): Pairs {
    const pairs = this.#explicitPairs(element, agent, parents);
    return addPairs(this.reading, this.#defaults, META, pairs, contextOf(agent));
  }

  #explicitPairs(
    element: Element,
    agent: AgentName | null,
    parents: readonly Element[],
  ): Pairs {
    const pairs: Pairs = new Map();
    for (const one of [element, ...parents]) {
      addPairs(this.reading, one, META, pairs, contextOf(agent));
    }
    return pairs;
  }
}

/** Groups and clones have no agent: rules on agents hold only if they ask for nothing. */
const NO_AGENT: AgentName = { class: "", provider: null, type: "" };

const idOf = ({ attributes }: Element): string => attributes["id"] ?? "";
