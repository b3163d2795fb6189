import { Refused } from './errors';

interface Turn {
  /** What the form was sent with, so that the same form sent twice is known. */
  once: string;
  ended: Promise<void>;
}

const turns = new Map<string, Turn>();

/**
 * Takes the one turn of an account at what takes long. The same form, sent a second time, waits for the first and is
 * then answered as that was; anything else is refused.
 * @returns what ends the turn
 * @throws Refused with `busy` while another has the turn
 */
export async function takeTurn(
  whose: string,
  once: string,
  busy: string,
  field: string,
): Promise<() => void> {
  for (let held = turns.get(whose); held; held = turns.get(whose)) {
    if (once === '' || held.once !== once) throw new Refused(busy, field);
    await held.ended;
  }
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = () => {
      turns.delete(whose);
      resolve();
    };
  });
  turns.set(whose, { once, ended });
  let over = false;
  return () => {
    if (!over) end();
    over = true;
  };
}
