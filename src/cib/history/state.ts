/** What is made of one resource's history on one node, while its entries are gone through. */
import type { Role } from "../../model/mod.ts";
import { type Ban, type MigrationFact, rank, type Reaction } from "../../scheduler/mod.ts";
import type { NodeReading } from "../node.ts";
import type { PrimitiveReading } from "../primitive.ts";
import type { HistoryEntry } from "./entry.ts";
import type { ResourceRecord } from "./records.ts";

export class HistoryState {
  role: Role = "unknown";
  reaction: Reaction = "ignore";
  lastFailure: HistoryEntry | null = null;
  failureIgnored = false;
  /** Why a probe could not look for it. */
  probeFailure: string | null = null;
  blocked = false;
  nextRole: Role | null = null;
  nextRoleCleared = false;
  pending: string | null = null;
  startPending = false;
  clearFailures: string | null = null;
  readonly bans: Ban[] = [];
  migrating: MigrationFact | null = null;
  /** Recurring operations whose failures expired: they are to be set up again. */
  readonly stale = new Set<HistoryEntry>();

  constructor(
    readonly record: ResourceRecord,
    readonly primitive: PrimitiveReading,
    readonly node: NodeReading,
    public managed: boolean,
  ) {}

  setActive(): void {
    this.role = this.primitive.clone?.promotable ? "unpromoted" : "started";
  }

  get active(): boolean {
    return rank(this.role) >= rank("started");
  }

  /** No failure before counts for the role to come. */
  clearNextRole(): void {
    this.nextRole = null;
    this.nextRoleCleared = true;
  }

  /** Nothing lower than `role`. */
  raiseNextRole(role: Role): void {
    if (this.nextRole === null || rank(this.nextRole) < rank(role)) this.nextRole = role;
  }

  block(): void {
    this.managed = false;
    this.blocked = true;
  }

  ban(node: string | null, why: string, instance = false): void {
    this.bans.push({ node, why, ...(instance ? { instance } : {}) });
  }

  noteMigration(migration: MigrationFact): void {
    this.migrating = { ...this.migrating, ...migration };
  }
}
