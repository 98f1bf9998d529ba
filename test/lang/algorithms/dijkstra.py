# Dijkstra and BFS and topological order on small graphs, by hand.
g = {'a': {'b': 7, 'c': 9, 'f': 14}, 'b': {'c': 10, 'd': 15}, 'c': {'d': 11, 'f': 2},
     'd': {'e': 6}, 'f': {'e': 9}, 'e': {}}
def dijkstra(g, s):
    dist, prev, todo = {s: 0}, {}, [(0, s)]
    done = set()
    while todo:
        todo.sort(reverse=True)
        d, u = todo.pop()
        if u in done: continue
        done.add(u)
        for v, w in g[u].items():
            if d + w < dist.get(v, float('inf')):
                dist[v], prev[v] = d + w, u
                todo.append((d + w, v))
    return dist, prev
dist, prev = dijkstra(g, 'a')
path = ['e']
while path[-1] in prev: path.append(prev[path[-1]])
print(dist, path[::-1])
def bfs(g, s, t):
    q, seen = [[s]], {s}
    for p in q:
        if p[-1] == t: return p
        for n in g[p[-1]]:
            if n not in seen: seen.add(n); q.append(p + [n])
print(bfs(g, 'a', 'e'), bfs(g, 'e', 'a'))
def topo(deps):
    out, state = [], {}
    def visit(n, path=()):
        if state.get(n) == 'done': return
        if state.get(n) == 'open': raise ValueError('cycle: ' + '>'.join(path + (n,)))
        state[n] = 'open'
        for d in deps.get(n, ()): visit(d, path + (n,))
        state[n] = 'done'
        out.append(n)
    for n in deps: visit(n)
    return out
print(topo({'app': ['lib', 'log'], 'lib': ['core'], 'log': ['core'], 'core': []}))
try: topo({'x': ['y'], 'y': ['z'], 'z': ['x']})
except ValueError as e: print(e)
def floyd(n, edges):
    d = [[0 if i == j else edges.get((i, j), 99) for j in range(n)] for i in range(n)]
    for k in range(n):
        for i in range(n):
            for j in range(n): d[i][j] = min(d[i][j], d[i][k] + d[k][j])
    return d
print(floyd(3, {(0, 1): 4, (1, 2): 1, (2, 0): 2, (0, 2): 9}))
