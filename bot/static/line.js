/** The line to Kith over Direct Line 3.0: a stream where there can be one, asking again and again where not. */

import { wait } from "./page.js";

const SLOWEST = 15_000;
const ASKING = 2_500;
const PATIENCE = 20_000;

/** The sign-in has ended and the page could not renew it by itself. */
export class SignedOut extends Error {}

/** What this page is about is not open to this person any more: a part was taken back, or work was handed on. */
export class Over extends Error {}

export class Line {
  #start;
  #hear;
  #tell;
  #token;
  #conversation;
  #watermark = "";
  #seen = new Set();
  #heardAt = 0;
  #beginning = null;
  #renewing = null;
  #renewal = 0;
  #socket = null;
  #wake = () => {};

  /** `hear(activity, fresh)` is called once for each activity, `tell(state)` when the line opens or breaks. */
  constructor(start, hear, tell) {
    this.#start = start;
    this.#token = start.token;
    this.#conversation = start.conversationId;
    this.#hear = hear;
    this.#tell = tell;
  }

  /** Keeps the line open for as long as the page is. */
  async run() {
    let failures = 0;
    for (;;) {
      let longest = ASKING;
      try {
        const streamed = await this.#listen();
        failures = streamed ? 0 : failures + 1;
        await this.fetchNew();
        this.#tell("open");
      } catch (trouble) {
        if (trouble instanceof Over) return this.#tell("over");
        failures += 1;
        longest = SLOWEST;
        this.#tell(trouble instanceof SignedOut ? "signed_out" : "broken");
      }
      await this.#rest(Math.min(longest, 400 * 2 ** Math.min(failures, 6)));
    }
  }

  /** Tries again at once rather than after the wait. */
  hurry() {
    this.#wake();
  }

  /**
   * Posts one message: "sent", "refused", "failed", or "again" when the conversation had ended.
   * Throws when there is no line.
   */
  async send(message) {
    try {
      await this.#open();
    } catch (trouble) {
      if (trouble instanceof Over) return "refused";
      throw trouble;
    }
    const body = { type: "message", from: this.#start.user, locale: "en-GB", ...message };
    const sentAt = Date.now();
    const response = await this.#call("POST", this.#path("/activities"), body);
    if (response.status === 404) return this.#forget();
    if (response.status === 500) return "failed";
    if (response.status === 408 || response.status === 429 || response.status > 500) throw new Error(String(response.status));
    if (!response.ok) return "refused";
    this.#tell("open");
    this.#expect(sentAt);
    return "sent";
  }

  /** Takes in what came since the watermark, by asking. */
  async fetchNew() {
    await this.#open();
    const response = await this.#call("GET", this.#path("/activities", true));
    if (response.status === 404) return this.#forget();
    if (!response.ok) throw new Error(String(response.status));
    this.#take(await response.json());
  }

  #path(end, withWatermark = false) {
    const mark = withWatermark && this.#watermark ? `?watermark=${encodeURIComponent(this.#watermark)}` : "";
    return `/conversations/${encodeURIComponent(this.#conversation)}${end}${mark}`;
  }

  #forget() {
    this.#conversation = null;
    this.#watermark = "";
    this.#socket?.close();
    this.hurry();
    return "again";
  }

  /** Begins a conversation unless there is one; gives the address of its stream when it has just begun. */
  #open() {
    if (this.#conversation) return Promise.resolve(null);
    this.#beginning ??= this.#begin().finally(() => (this.#beginning = null));
    return this.#beginning;
  }

  async #begin() {
    const response = await this.#call("POST", "/conversations", { user: this.#start.user });
    if (response.status === 404) throw new Over();
    if (!response.ok) throw new Error(String(response.status));
    const begun = await response.json();
    this.#conversation = begun.conversationId;
    this.#keepToken(begun);
    return begun.streamUrl;
  }

  /** Listens until the stream breaks. True when it opened at all. */
  async #listen() {
    let address = await this.#open();
    if (!address && (await this.fetchNew()) === "again") address = await this.#open();
    if (!address) {
      const response = await this.#call("GET", this.#path("", true));
      if (response.status === 404) {
        this.#forget();
        address = await this.#open();
      } else {
        if (!response.ok) throw new Error(String(response.status));
        const again = await response.json();
        this.#keepToken(again);
        address = again.streamUrl;
      }
    }
    return address ? this.#stream(address) : false;
  }

  #stream(address) {
    const url = new URL(address, location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    url.host = location.host;
    return new Promise((settle) => {
      let opened = false;
      const socket = new WebSocket(url);
      const slow = setTimeout(() => socket.close(), PATIENCE);
      socket.onopen = () => {
        opened = true;
        this.#socket = socket;
        clearTimeout(slow);
        this.#tell("open");
      };
      socket.onmessage = ({ data }) => data && this.#take(JSON.parse(data));
      socket.onclose = () => {
        clearTimeout(slow);
        this.#socket = null;
        if (opened) this.#tell("broken");
        settle(opened);
      };
    });
  }

  #take({ activities = [], watermark }) {
    if (watermark) this.#watermark = watermark;
    for (const activity of activities) {
      const key = `${activity.conversation?.id ?? this.#conversation} ${activity.id}`;
      if (activity.id && this.#seen.has(key)) continue;
      this.#seen.add(key);
      if (activity.from?.role === "bot") this.#heardAt = Date.now();
      this.#hear(activity);
    }
  }

  /** A stream can die in silence: when no reply has come after a moment, ask for it. */
  async #expect(sentAt) {
    await wait(this.#socket ? 1500 : 50);
    if (this.#heardAt < sentAt) await this.fetchNew().catch(() => this.#tell("broken"));
  }

  #keepToken({ token, expires_in: seconds }) {
    if (!token) return;
    this.#token = token;
    clearTimeout(this.#renewal);
    if (seconds) this.#renewal = setTimeout(() => this.#renew().catch(() => {}), seconds * 600);
  }

  async #call(method, path, body) {
    const response = await this.#ask(method, path, body);
    if (response.status !== 401 && response.status !== 403) return response;
    await this.#renew();
    const second = await this.#ask(method, path, body);
    if (second.status === 401) throw new SignedOut();
    return second.status === 403 ? new Response(null, { status: 404 }) : second;
  }

  #ask(method, path, body) {
    return fetch(`/v3/directline${path}`, {
      method,
      cache: "no-store",
      headers: { Authorization: `Bearer ${this.#token}`, ...(body && { "Content-Type": "application/json" }) },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE),
    });
  }

  #renew() {
    this.#renewing ??= this.#freshToken().finally(() => (this.#renewing = null));
    return this.#renewing;
  }

  /** A new token from the old one or, when that is too old, from this same page asked for again. */
  async #freshToken() {
    const refreshed = await this.#ask("POST", "/tokens/refresh");
    if (refreshed.ok) return this.#keepToken(await refreshed.json());
    const again = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (again.status >= 500) throw new Error(String(again.status));
    const page = new DOMParser().parseFromString(await again.text(), "text/html");
    const fresh = page.getElementById("kith-start");
    const start = fresh && JSON.parse(fresh.textContent);
    if (start?.user.id !== this.#start.user.id) throw new SignedOut();
    this.#keepToken(start);
  }

  #rest(milliseconds) {
    return Promise.race([wait(milliseconds), new Promise((go) => (this.#wake = go))]);
  }
}
