/** The two arrays the reader lets grow. */
type Growing = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

/** A copy of `array` with room for at least `length`, twice as long or more. */
export function grown<T extends Growing>(array: T, make: new (length: number) => T, length: number): T {
  const bigger = new make(Math.max(array.length * 2, length));
  bigger.set(array);
  return bigger;
}
