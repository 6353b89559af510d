/** One page of a list; `next` is the cursor of the page after it, null on the last one. */
export interface Page<Item> {
  readonly items: Item[];
  readonly next: string | null;
}

/** A list. Awaited it is its first page; iterated it gives the items of all pages, each asked for when it is needed. */
export class Listing<Item, Kind extends Page<Item> = Page<Item>> implements PromiseLike<Kind>, AsyncIterable<Item> {
  private first: Promise<Kind> | undefined;

  constructor(private readonly load: (cursor: string | undefined) => Promise<Kind>) {}

  then<Result = Kind, Failure = never>(
    done?: ((page: Kind) => Result | PromiseLike<Result>) | null, failed?: ((error: unknown) => Failure | PromiseLike<Failure>) | null,
  ): Promise<Result | Failure> {
    this.first ??= this.load(undefined);
    return this.first.then(done, failed);
  }

  async *pages(): AsyncGenerator<Kind, void, undefined> {
    let page: Kind = await this;
    yield page;
    while (page.next !== null) {
      page = await this.load(page.next);
      yield page;
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for await (const page of this.pages()) yield* page.items;
  }
}
