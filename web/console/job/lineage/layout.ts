export interface LineageNode {
  name: string;
  status: string;
  labeled: number;
  total: number;
}

export interface Lineage {
  nodes: LineageNode[];
  edges: { from: string; to: string }[];
}

export interface Placed extends LineageNode {
  column: number;
  row: number;
}

/** Each job right of all that it came from, one below the other where several are. */
export function placed({ nodes, edges }: Lineage): Placed[] {
  const columns = new Map(nodes.map(({ name }) => [name, 0]));
  // Nodes are in the order of their making, and a job is made after what it reads.
  for (const { name } of nodes) {
    for (const { from, to } of edges) if (to === name) columns.set(to, Math.max(columns.get(to) ?? 0, (columns.get(from) ?? 0) + 1));
  }
  const filled = new Map<number, number>();
  return nodes.map((node) => {
    const column = columns.get(node.name) ?? 0;
    const row = filled.get(column) ?? 0;
    filled.set(column, row + 1);
    return { ...node, column, row };
  });
}
