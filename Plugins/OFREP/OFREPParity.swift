/// What a flag service makes unlike flags of the forum's own, by nature.
public enum OFREPParity {
  public static let differences = [
    "A change is seen when the service tells it by an event stream, else when an answer is as old as ofrep.poll_interval.",
    "While the service is away, the last known answers count, with the reason STALE; what nobody asked before is an error of the code GENERAL.",
    "Flags are managed and audited where they are kept; admin/flags refuses. Contexts that are asked with go to that service.",
  ]
}
