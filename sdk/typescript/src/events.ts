import { Caller, Guard, Request, sleep } from "./caller.js";
import { ConnectionLost, ProblemError, ServerError } from "./errors.js";

/** Seconds without a byte after which a stream counts as broken; the server sends something every 15 s. */
const silenceMax = 45;
/** Seconds between tries at most. */
const pauseMax = 30;
/** Tries in a row that may fail. */
const triesMax = 10;
/** Characters of a line. */
const lineMax = 1 << 20;

/** `name` is as `/asyncapi.json` has it; `reset` says that what came before is gone: read the current state again, then go on. */
export interface ForumEvent {
  readonly id: string;
  readonly name: string;
  readonly data: any;
}

/** The events from when it is `ready` on, or those after `lastEventId`. A break is bridged from where it was; `close` ends the iteration. */
export class EventStream implements AsyncIterable<ForumEvent> {
  /** Settled when the server listens: whatever happens afterwards is told. */
  readonly ready: Promise<void>;
  private answer: Promise<{ response: Response; guard: Guard }> | undefined;
  private readonly closing = new AbortController();
  private pause = 1;

  constructor(private readonly caller: Caller, private readonly request: Request, public lastEventId: string | undefined, signal: AbortSignal | undefined) {
    if (signal?.aborted) this.close();
    signal?.addEventListener("abort", () => this.close(), { once: true });
    this.answer = this.open();
    this.ready = this.answer.then(() => undefined);
    // Who iterates is told of it, too.
    this.ready.catch(() => undefined);
  }

  close(): void {
    this.closing.abort();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ForumEvent, void, undefined> {
    let failures = 0;
    try {
      while (!this.closing.signal.aborted) {
        try {
          if (this.answer === undefined) {
            this.answer = this.open();
            await this.answer;
            // Nobody can say what came between.
            if (this.lastEventId === undefined) yield { id: "", name: "reset", data: {} };
          }
          for await (const event of this.events(await this.answer)) {
            failures = 0;
            if (event.id !== "") this.lastEventId = event.id;
            yield event;
          }
        } catch (error) {
          if (this.closing.signal.aborted) return;
          if (error instanceof ProblemError && !(error instanceof ServerError)) throw error;
          failures += 1;
          if (failures === triesMax) throw new ConnectionLost(`the stream of ${this.request.path} broke ${triesMax} times`, { cause: error });
        }
        this.answer = undefined;
        await sleep(Math.min(pauseMax, this.pause * 2 ** Math.max(0, failures - 1)) * (0.5 + Math.random() / 2), this.closing.signal);
      }
    } finally {
      this.close();
    }
  }

  private async open(): Promise<{ response: Response; guard: Guard }> {
    const guard = new Guard(silenceMax, this.closing.signal);
    const headers: Record<string, string> = { ...this.request.headers, Accept: "text/event-stream" };
    if (this.lastEventId !== undefined) headers["Last-Event-ID"] = this.lastEventId;
    try {
      return { response: await this.caller.send({ ...this.request, headers }, guard, this.closing.signal), guard };
    } catch (error) {
      guard.end();
      throw error;
    }
  }

  /** Those of one answer; it ends when the server ends it. */
  private async *events({ response, guard }: { response: Response; guard: Guard }): AsyncGenerator<ForumEvent, void, undefined> {
    const reader = response.body?.getReader();
    if (reader === undefined) return;
    const decoder = new TextDecoder();
    let rest = "";
    let event = { id: "", name: "message", lines: [] as string[] };
    try {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        guard.alive();
        const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
        rest = lines.pop() ?? "";
        if (rest.length > lineMax) throw new ConnectionLost(`a line of the stream of ${this.request.path} has no end`);
        for (const line of lines.map((text) => text.replace(/\r$/, ""))) {
          if (line !== "") {
            this.take(line, event);
            continue;
          }
          if (event.lines.length > 0) yield { id: event.id, name: event.name, data: JSON.parse(event.lines.join("\n")) };
          event = { id: "", name: "message", lines: [] };
        }
      }
    } finally {
      guard.end();
      reader.cancel().catch(() => undefined);
    }
  }

  private take(line: string, event: { id: string; name: string; lines: string[] }): void {
    const mark = line.indexOf(":");
    const field = mark < 0 ? line : line.slice(0, mark);
    const value = mark < 0 ? "" : line.slice(mark + 1).replace(/^ /, "");
    if (field === "id") event.id = value;
    else if (field === "event") event.name = value;
    else if (field === "data") event.lines.push(value);
    else if (field === "retry" && /^\d+$/.test(value)) this.pause = Number(value) / 1000;
  }
}
