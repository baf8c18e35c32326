/** Nodes with up to eight neighbours: direction d of a node leads to a node whose direction 7 - d leads back. */
export const DIRECTIONS = 8;

/** What is to be cut. All numbers are at least 0, but for `terminal`. */
export interface FlowGraph {
  readonly nodes: number;
  /** The neighbour of node n in direction d at n * 8 + d; -1 where there is none. */
  readonly neighbours: Int32Array;
  /** What can flow to that neighbour. It is written to. */
  readonly capacities: Float32Array;
  /** What flows from the source to the node, or, where negative, from the node to the sink. It is written to. */
  readonly terminal: Float32Array;
}

const FREE = 0;
const SOURCE = 1;
const SINK = 2;
const NO_PARENT = -1;
const TERMINAL = DIRECTIONS;

/**
 * The side of the minimum cut that each node is on: 1 with the source, else 0.
 *
 * Source: Boykov and Kolmogorov, An experimental comparison of min-cut/max-flow algorithms, PAMI 2004.
 */
export function minimumCut(graph: FlowGraph): Uint8Array {
  return new Search(graph).run();
}

class Search {
  readonly #neighbours: Int32Array;
  readonly #capacities: Float32Array;
  readonly #terminal: Float32Array;
  readonly #tree: Uint8Array;
  readonly #parent: Int8Array;
  readonly #seenAt: Int32Array;
  readonly #depth: Int32Array;
  #active: number[] = [];
  #later: number[] = [];
  #orphans: number[] = [];
  #time = 0;

  constructor({ nodes, neighbours, capacities, terminal }: FlowGraph) {
    this.#neighbours = neighbours;
    this.#capacities = capacities;
    this.#terminal = terminal;
    this.#tree = new Uint8Array(nodes);
    this.#parent = new Int8Array(nodes).fill(NO_PARENT);
    this.#seenAt = new Int32Array(nodes);
    this.#depth = new Int32Array(nodes);
  }

  run(): Uint8Array {
    for (let node = 0; node < this.#tree.length; node++) {
      if (this.#terminal[node] === 0) continue;
      this.#tree[node] = this.#terminal[node]! > 0 ? SOURCE : SINK;
      this.#parent[node] = TERMINAL;
      this.#depth[node] = 1;
      this.#active.push(node);
    }
    for (;;) {
      const node = this.#nextActive();
      if (node < 0) break;
      // A node stays active until it has met the other tree no more.
      while (this.#tree[node] !== FREE) {
        const direction = this.#grow(node);
        if (direction < 0) break;
        this.#time++;
        this.#augment(node, direction);
        this.#adopt();
      }
    }
    return this.#tree.map((tree) => (tree === SOURCE ? 1 : 0));
  }

  #nextActive(): number {
    if (this.#active.length === 0) [this.#active, this.#later] = [this.#later.reverse(), []];
    return this.#active.pop() ?? -1;
  }

  /** Adds the free neighbours that can be reached; the direction in which the other tree was met, or -1. */
  #grow(node: number): number {
    const tree = this.#tree[node]!;
    for (let direction = 0; direction < DIRECTIONS; direction++) {
      const other = this.#neighbours[node * DIRECTIONS + direction]!;
      if (other < 0 || this.#residual(node, direction, tree) <= 0) continue;
      const met = this.#tree[other]!;
      if (met === FREE) {
        this.#tree[other] = tree;
        this.#hang(other, DIRECTIONS - 1 - direction, node);
        this.#later.push(other);
      } else if (met !== tree) {
        return direction;
      } else if (this.#seenAt[other]! <= this.#seenAt[node]! && this.#depth[other]! > this.#depth[node]!) {
        this.#hang(other, DIRECTIONS - 1 - direction, node); // a shorter way to the root
      }
    }
    return -1;
  }

  #hang(node: number, toParent: number, parent: number): void {
    this.#parent[node] = toParent;
    this.#seenAt[node] = this.#seenAt[parent]!;
    this.#depth[node] = this.#depth[parent]! + 1;
  }

  /** What can still flow along an arc, seen from the tree: away from the source, or towards the sink. */
  #residual(node: number, direction: number, tree: number): number {
    if (tree === SOURCE) return this.#capacities[node * DIRECTIONS + direction]!;
    const other = this.#neighbours[node * DIRECTIONS + direction]!;
    return this.#capacities[other * DIRECTIONS + DIRECTIONS - 1 - direction]!;
  }

  /** Sends as much as goes over the arc that joins the trees. */
  #augment(node: number, direction: number): void {
    const other = this.#neighbours[node * DIRECTIONS + direction]!;
    const isSource = this.#tree[node] === SOURCE;
    const [from, to, out] = isSource ? [node, other, direction] : [other, node, DIRECTIONS - 1 - direction];
    const flow = Math.min(this.#capacities[from * DIRECTIONS + out]!, this.#least(from), this.#least(to));
    this.#capacities[from * DIRECTIONS + out]! -= flow;
    this.#capacities[to * DIRECTIONS + DIRECTIONS - 1 - out]! += flow;
    this.#push(from, flow);
    this.#push(to, flow);
  }

  /** The narrowest place on the way from a node to its root. */
  #least(start: number): number {
    let least = Infinity;
    let node = start;
    while (this.#parent[node] !== TERMINAL) {
      const direction = this.#parent[node]!;
      const parent = this.#neighbours[node * DIRECTIONS + direction]!;
      least = Math.min(least, this.#residual(parent, DIRECTIONS - 1 - direction, this.#tree[node]!));
      node = parent;
    }
    return Math.min(least, Math.abs(this.#terminal[node]!));
  }

  #push(start: number, flow: number): void {
    const isSource = this.#tree[start] === SOURCE;
    let node = start;
    while (this.#parent[node] !== TERMINAL) {
      const direction = this.#parent[node]!;
      const parent = this.#neighbours[node * DIRECTIONS + direction]!;
      const down = parent * DIRECTIONS + DIRECTIONS - 1 - direction;
      const up = node * DIRECTIONS + direction;
      this.#capacities[down]! += isSource ? -flow : flow;
      this.#capacities[up]! += isSource ? flow : -flow;
      if (this.#capacities[isSource ? down : up]! <= 0) this.#orphan(node);
      node = parent;
    }
    this.#terminal[node]! += isSource ? -flow : flow;
    if (isSource ? this.#terminal[node]! <= 0 : this.#terminal[node]! >= 0) {
      this.#terminal[node] = 0;
      this.#orphan(node);
    }
  }

  #orphan(node: number): void {
    this.#parent[node] = NO_PARENT;
    this.#orphans.push(node);
  }

  /** Finds new parents for orphans, or sets them free. */
  #adopt(): void {
    for (let at = 0; at < this.#orphans.length; at++) {
      const node = this.#orphans[at]!;
      const tree = this.#tree[node]!;
      const best = this.#bestParent(node, tree);
      if (best >= 0) {
        const parent = this.#neighbours[node * DIRECTIONS + best]!;
        this.#parent[node] = best;
        this.#seenAt[node] = this.#time;
        this.#depth[node] = this.#depth[parent]! + 1;
      } else {
        this.#release(node, tree);
      }
    }
    this.#orphans = [];
  }

  #bestParent(node: number, tree: number): number {
    let best = -1;
    let least = Infinity;
    for (let direction = 0; direction < DIRECTIONS; direction++) {
      const other = this.#neighbours[node * DIRECTIONS + direction]!;
      if (other < 0 || this.#tree[other] !== tree) continue;
      if (this.#residual(other, DIRECTIONS - 1 - direction, tree) <= 0) continue;
      const depth = this.#rootDepth(other);
      if (depth < least) {
        least = depth;
        best = direction;
      }
    }
    return best;
  }

  /** How far a node is from its tree's root; Infinity when it hangs on an orphan. Marks the way as seen. */
  #rootDepth(start: number): number {
    let steps = 0;
    let node = start;
    for (;;) {
      if (this.#seenAt[node] === this.#time && this.#parent[node] !== NO_PARENT) {
        steps += this.#depth[node]!;
        break;
      }
      const direction = this.#parent[node]!;
      if (direction === NO_PARENT) return Infinity;
      steps++;
      if (direction === TERMINAL) {
        this.#seenAt[node] = this.#time;
        this.#depth[node] = 1;
        break;
      }
      node = this.#neighbours[node * DIRECTIONS + direction]!;
    }
    let depth = steps;
    for (let on = start; this.#seenAt[on] !== this.#time; ) {
      this.#seenAt[on] = this.#time;
      this.#depth[on] = depth--;
      on = this.#neighbours[on * DIRECTIONS + this.#parent[on]!]!;
    }
    return steps;
  }

  #release(node: number, tree: number): void {
    for (let direction = 0; direction < DIRECTIONS; direction++) {
      const other = this.#neighbours[node * DIRECTIONS + direction]!;
      if (other < 0 || this.#tree[other] !== tree) continue;
      const isChild = this.#parent[other] === DIRECTIONS - 1 - direction;
      if (this.#residual(other, DIRECTIONS - 1 - direction, tree) > 0) this.#later.push(other);
      if (isChild) this.#orphan(other);
    }
    this.#tree[node] = FREE;
  }
}
