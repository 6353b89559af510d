/// What a forum with NATS does unlike one whose outbox is the stream, by nature.
public enum NATSParity {
  public static let differences = [
    """
    An event is on the stream a moment after its commit, when the relay has published it; after the death of the node that relays, up to 6 s later. Live \
    clients, notifications and statistics follow then; a search with wait=indexed waits for it.
    """,
    """
    The ids of live events have the stream's own numbers and epoch: a Last-Event-ID that another stream gave is answered with a reset.
    """,
    "A node that was stopped for longer than nats.duplicate_window while it published may publish an event twice.",
  ]
}
