// The live connection: server-sent events, opened again whenever they end.

const LONGEST_WAIT = 15_000; // milliseconds

/**
 * Calls the handler named after each event ("job", "progress", "state") with its data; `opened` after every (re)connection
 * and `lost` when it breaks. EventSource gives up for good on an HTTP error, so the retry is ours.
 */
export function listen({ opened, lost, ...handlers }) {
  let wait = 500;
  const connect = () => {
    const source = new EventSource("/events");
    source.onopen = () => {
      wait = 500;
      opened();
    };
    source.onerror = () => {
      source.close();
      lost();
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    };
    for (const [name, handle] of Object.entries(handlers)) {
      source.addEventListener(name, (event) => handle(JSON.parse(event.data)));
    }
  };
  connect();
}
