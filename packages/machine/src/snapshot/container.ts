import { fail } from '../errors.ts';

/** First bytes of a snapshot. */
const MAGIC = 'TUTTISNP';
/** Version of the container and of what its header holds; one that differs is not read. */
const VERSION = 1;
/** Magic, version, length of the header. */
const PREFIX_BYTES = MAGIC.length + 8;

/**
 * Put a snapshot together: magic, version and length of the header as little-endian words of 32 bits, the header as JSON, and the
 * contents compressed by gzip (RFC 1952), whose checksum covers them.
 */
export async function packSnapshot(header: unknown, contents: readonly Uint8Array[]): Promise<Uint8Array> {
  const head = new TextEncoder().encode(JSON.stringify(header));
  const prefix = new Uint8Array(PREFIX_BYTES);
  prefix.set(new TextEncoder().encode(MAGIC));
  const view = new DataView(prefix.buffer);
  view.setUint32(MAGIC.length, VERSION, true);
  view.setUint32(MAGIC.length + 4, head.length, true);
  return join([prefix, head, ...(await through(new CompressionStream('gzip'), contents))]);
}

/**
 * Take a snapshot apart. The header was written by `packSnapshot`, or by somebody else: it is any JSON.
 * @throws EmulatorError SNAPSHOT_BAD
 */
export async function unpackSnapshot(
  path: string,
  bytes: Uint8Array,
): Promise<{ header: unknown; contents: Uint8Array }> {
  const bad = (why: string, cause?: unknown) => fail('SNAPSHOT_BAD', { path, why }, cause);
  if (new TextDecoder().decode(bytes.subarray(0, MAGIC.length)) !== MAGIC) throw bad(`it does not begin with ${MAGIC}`);
  if (bytes.length < PREFIX_BYTES) throw bad('it is truncated');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const version = view.getUint32(MAGIC.length, true);
  if (version !== VERSION) throw bad(`its format has version ${version}, this Tutti reads ${VERSION}`);
  const end = PREFIX_BYTES + view.getUint32(MAGIC.length + 4, true);
  if (end > bytes.length) throw bad('it is truncated');
  try {
    const header: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(PREFIX_BYTES, end)));
    const contents = await through(new DecompressionStream('gzip'), [bytes.subarray(end)]);
    return { header, contents: join(contents) };
  } catch (cause) {
    throw bad('it is truncated or damaged', cause);
  }
}

async function through(
  stream: CompressionStream | DecompressionStream,
  input: readonly Uint8Array[],
): Promise<Uint8Array[]> {
  const writer = stream.writable.getWriter();
  const feed = async (): Promise<void> => {
    for (const piece of input) await writer.write(piece as Uint8Array<ArrayBuffer>);
    await writer.close();
  };
  const drain = async (): Promise<Uint8Array[]> => {
    const reader = stream.readable.getReader();
    const output: Uint8Array[] = [];
    for (let next = await reader.read(); !next.done; next = await reader.read()) output.push(next.value);
    return output;
  };
  const [output] = await Promise.all([drain(), feed()]);
  return output;
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
