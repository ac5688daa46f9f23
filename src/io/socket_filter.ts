/** Filters of sockets, which the kernel runs on each packet before it wakes anyone (linux/filter.h). */
import {
  type Bytes,
  lastRefusal,
  libc,
  type Refusal,
  SO_ATTACH_FILTER,
  SOL_SOCKET,
} from "./libc.ts";

/** An operation, how many to leave out if it is true and if it is false, its operand. */
export type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, operand: number];

export const LOAD_BYTE = 0x30;
export const LOAD_HALF = 0x28;
export const LOAD_BYTE_AT_X = 0x50;
export const LOAD_HALF_AT_X = 0x48;
export const X_IS_IPV4_HEADER_LENGTH = 0xb1;
export const JUMP_IF_EQUAL = 0x15;
const RETURN = 0x06;

/** The two ends of a filter. */
export const TAKE: Instruction = [RETURN, 0, 0, 0xffffffff];
export const LEAVE: Instruction = [RETURN, 0, 0, 0];

/** SO_ATTACH_FILTER (socket(7)). Null: attached. */
export function attachFilter(fd: number, instructions: readonly Instruction[]): Refusal | null {
  const code = new DataView(new ArrayBuffer(8 * instructions.length));
  for (const [at, [operation, ifTrue, ifFalse, operand]] of instructions.entries()) {
    code.setUint16(8 * at, operation, true);
    code.setUint8(8 * at + 2, ifTrue);
    code.setUint8(8 * at + 3, ifFalse);
    code.setUint32(8 * at + 4, operand, true);
  }
  // struct sock_fprog
  const program = new DataView(new ArrayBuffer(16));
  program.setUint16(0, instructions.length, true);
  const pointer = Deno.UnsafePointer.of(new Uint8Array(code.buffer));
  program.setBigUint64(8, BigInt(Deno.UnsafePointer.value(pointer)), true);
  const bytes: Bytes = new Uint8Array(program.buffer);
  const answer = libc().setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, bytes, bytes.length);
  return answer === 0 ? null : lastRefusal();
}
