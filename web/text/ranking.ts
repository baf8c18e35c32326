/** The rank of each item, from 1 for the best; 0 while it has none. */
export type Ranks = readonly number[];

/**
 * The ranks after an item was put on a rank.
 *
 * Where ties are allowed it joins what is there. Else what is there makes way: towards the place the item came
 * from, so that a move reads as in a list; for an item that had no rank, towards the nearest free one.
 */
export function placed(ranks: Ranks, item: number, rank: number, allowTie: boolean): number[] {
  const from = ranks[item] ?? 0;
  const result = ranks.map((each, index) => (index === item ? 0 : each));
  if (!allowTie) {
    const free = freeRank(result, rank, from);
    const step = Math.sign(free - rank);
    for (let at = free; at !== rank; at -= step) {
      const moving = result.indexOf(at - step);
      if (moving !== -1) result[moving] = at;
    }
  }
  result[item] = rank;
  return result;
}

/** Where the chain of those that make way ends. */
function freeRank(ranks: Ranks, rank: number, from: number): number {
  if (!ranks.includes(rank)) return rank;
  if (from > 0) return nearest(ranks, rank, Math.sign(from - rank)) ?? from;
  return nearest(ranks, rank, 1) ?? nearest(ranks, rank, -1) ?? rank;
}

function nearest(ranks: Ranks, rank: number, step: number): number | null {
  for (let at = rank; at >= 1 && at <= ranks.length; at += step) if (!ranks.includes(at)) return at;
  return null;
}

export function unplaced(ranks: Ranks, item: number): number[] {
  return ranks.map((rank, index) => (index === item ? 0 : rank));
}

export function isComplete(ranks: Ranks, allowTie: boolean): boolean {
  return ranks.every((rank) => rank > 0) && (allowTie || new Set(ranks).size === ranks.length);
}

/** The ranks without gaps: 1, 1, 3 is 1, 1, 2. Equal ones stay equal, items without a rank stay without. */
export function dense(ranks: Ranks): number[] {
  const used = [...new Set(ranks)].filter((rank) => rank > 0).sort((a, b) => a - b);
  return ranks.map((rank) => used.indexOf(rank) + 1);
}
