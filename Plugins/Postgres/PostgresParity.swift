/// What a forum on PostgreSQL does unlike one on SQLite, by nature.
public enum PostgresParity {
  public static let differences = [
    """
    Changes that meet each other are run again; when they go on meeting, the answer is 503 with the code write_conflicts. SQLite has one writer, and \
    answers writer_busy when too many wait.
    """,
    "The numbers of the audit log grow, and may leave some out.",
    """
    With postgres.replicas a client reads what it wrote itself, over the node that it wrote to; what others wrote, or it wrote over another node, it may \
    read up to postgres.replica_lag_max later.
    """,
    """
    While the server is away or hangs, what needs the store is answered 503 (store_unreachable, pool_busy), and a change whose commit was on its way \
    commit_unknown.
    """,
  ]
}
