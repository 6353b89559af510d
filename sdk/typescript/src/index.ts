export * from "./client.js";
export * from "./errors.js";
export { EventStream, ForumEvent } from "./events.js";
export { CallOptions, Follow, Match, Once } from "./caller.js";
export * from "./models.js";
export { Listing, Page } from "./pages.js";
export { apiVersion, version } from "./version.js";
