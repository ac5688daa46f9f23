/** Who is called what in a draft: what a name stands for, and what belongs to what. */
import type { CloneDraft, GroupDraft } from "./resource_schema.ts";
import type { Draft } from "./schema.ts";
import type { Path } from "./tree.ts";
import { completeResource, type WholeResource } from "./templates.ts";

export const KINDS = ["resource", "group", "clone", "template", "tag"] as const;

/** What has a name of its own in the cluster. */
export type NamedKind = typeof KINDS[number];

export class Directory {
  /** With what their templates say; in the file's order, gaps where one was refused. */
  readonly resources: readonly (WholeResource | undefined)[];
  /** Names of nodes. */
  readonly nodes: readonly string[];
  /** False: a node's name was refused, and may be the one that is missed. */
  readonly knowsAllNodes: boolean;
  /** False: the same of anything else. */
  readonly knowsAllNames: boolean;
  readonly #witnesses: ReadonlySet<string>;
  readonly #byName = new Map<string, WholeResource>();
  readonly #clones = new Map<string, CloneDraft>();
  readonly #kinds = new Map<string, NamedKind>();
  readonly #paths = new Map<string, Path>();
  readonly #groupOf = new Map<string, GroupDraft>();
  readonly #cloneOf = new Map<string, CloneDraft>();
  readonly #membersOf = new Map<string, readonly string[]>();

  constructor(draft: Draft) {
    const templates = draft.template ?? [];
    this.resources = (draft.resource ?? []).map((each) =>
      each && completeResource(each, templates)
    );
    this.nodes = namesIn(draft.node);
    this.knowsAllNodes = this.nodes.length === draft.node?.length;
    this.#witnesses = new Set(namesIn(draft.node?.filter((each) => each?.witness === true)));
    const named = KINDS.map((kind) => [kind, namesIn(draft[kind])] as const);
    this.knowsAllNames = named.every(([kind, names]) => names.length === draft[kind]?.length);
    for (const [kind, names] of named) {
      for (const name of names) if (!this.#kinds.has(name)) this.#kinds.set(name, kind);
    }
    for (const kind of KINDS) {
      (draft[kind] ?? []).forEach((each, index) => {
        if (each?.name !== undefined) this.#paths.set(each.name, [kind, index]);
      });
    }
    for (const group of present(draft.group)) {
      const members = present(group.members);
      if (group.name !== undefined) this.#membersOf.set(group.name, members);
      for (const name of members) if (!this.#groupOf.has(name)) this.#groupOf.set(name, group);
    }
    for (const clone of present(draft.clone)) {
      if (clone.name !== undefined) this.#clones.set(clone.name, clone);
      if (clone.of !== undefined && !this.#cloneOf.has(clone.of)) {
        this.#cloneOf.set(clone.of, clone);
      }
    }
    for (const tag of present(draft.tag)) {
      if (tag.name !== undefined) this.#membersOf.set(tag.name, present(tag.members));
    }
    for (const { name } of present(draft.template)) {
      const users = this.resources.filter((each) => each?.template === name);
      if (name !== undefined) this.#membersOf.set(name, namesIn(users));
    }
    for (const resource of present(this.resources)) {
      if (resource.name !== undefined) this.#byName.set(resource.name, resource);
    }
  }

  /** Whether this node votes and runs nothing. */
  isWitness(node: string): boolean {
    return this.#witnesses.has(node);
  }

  kindOf(name: string): NamedKind | null {
    return this.#kinds.get(name) ?? null;
  }

  /** Its table in the file. */
  pathOf(name: string): Path {
    return this.#paths.get(name) ?? [];
  }

  /** What it is placed with: the clone or group that it is in, or itself. */
  unitOf(name: string): string {
    return this.cloneAround(name)?.name ?? this.#groupOf.get(name)?.name ?? name;
  }

  /** Every name of these kinds. */
  namesOf(...kinds: readonly NamedKind[]): readonly string[] {
    return [...this.#kinds].flatMap(([name, kind]) => kinds.includes(kind) ? [name] : []);
  }

  resource(name: string): WholeResource | undefined {
    return this.#byName.get(name);
  }

  /** Of a group, tag or template; of anything else none. */
  membersOf(name: string): readonly string[] {
    return this.#membersOf.get(name) ?? [];
  }

  groupOf(resource: string): GroupDraft | undefined {
    return this.#groupOf.get(resource);
  }

  /** The clone that has it, by itself or with its group. */
  cloneAround(name: string): CloneDraft | undefined {
    const group = this.#groupOf.get(name)?.name;
    return this.#cloneOf.get(name) ?? (group === undefined ? undefined : this.#cloneOf.get(group));
  }

  /** What constraints on `name` are about: of tags and templates each of those that they stand for. */
  targetsOf(name: string): readonly string[] {
    const kind = this.kindOf(name);
    const meant = kind === "tag" || kind === "template" ? this.membersOf(name) : [name];
    return [...new Set(meant.map((each) => this.cloneAround(each)?.name ?? each))];
  }

  /** Whether it is a promotable clone, or in one. */
  isPromotable(name: string): boolean {
    const clone = this.cloneNamed(name) ?? this.cloneAround(name);
    return clone?.promotable === true;
  }

  cloneNamed(name: string): CloneDraft | undefined {
    return this.#clones.get(name);
  }

  /** The resources that run when `name` does, in their order. */
  primitivesOf(name: string): readonly string[] {
    const of = this.cloneNamed(name)?.of ?? name;
    return this.kindOf(of) === "group" ? this.membersOf(of) : [of];
  }
}

const namesIn = (list: readonly ({ name?: string | undefined } | undefined)[] | undefined) =>
  (list ?? []).flatMap((each) => each?.name ?? []);

/** What was not refused. */
const present = <Value>(list: readonly (Value | undefined)[] | undefined): readonly Value[] =>
  (list ?? []).filter((each) => each !== undefined);
