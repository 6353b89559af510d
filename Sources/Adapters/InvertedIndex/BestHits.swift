import ForumKernel

/// Keeps the first `capacity` hits of an order, in a heap whose root is the worst of them.
struct BestHits {
  private var heap: [Searcher.Hit] = []
  private let capacity: Int
  private let sort: SearchQuery.Sort

  init(capacity: Int, sort: SearchQuery.Sort) {
    self.capacity = capacity
    self.sort = sort
  }

  var sorted: [Searcher.Hit] { heap.sorted(by: isBefore) }

  mutating func offer(_ hit: Searcher.Hit) {
    guard capacity > 0 else { return }
    if heap.count < capacity {
      heap.append(hit)
      siftUp(heap.count - 1)
    } else if isBefore(hit, heap[0]) {
      heap[0] = hit
      siftDown(0)
    }
  }

  /// Equal scores are in order of time, newest first, so that pages are stable.
  private func isBefore(_ a: Searcher.Hit, _ b: Searcher.Hit) -> Bool {
    switch sort {
    case .relevance where a.score != b.score: a.score > b.score
    case .oldest: (a.created, a.id) < (b.created, b.id)
    default: (a.created, a.id) > (b.created, b.id)
    }
  }

  private mutating func siftUp(_ start: Int) {
    var child = start
    while child > 0, case let parent = (child - 1) / 2, isBefore(heap[parent], heap[child]) {
      heap.swapAt(parent, child)
      child = parent
    }
  }

  private mutating func siftDown(_ start: Int) {
    var parent = start
    while true {
      var worst = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && isBefore(heap[worst], heap[child]) { worst = child }
      if worst == parent { return }
      heap.swapAt(parent, worst)
      parent = worst
    }
  }
}
