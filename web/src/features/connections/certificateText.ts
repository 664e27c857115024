const DER_SEQUENCE = [0x30, 0x82] as const; // of 256 bytes or more, which every certificate has
const LINE = /.{1,64}/gu;

/** A certificate's file as text: PEM as it is, DER (what a .cer file often is) as PEM. */
export async function certificateText(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (!DER_SEQUENCE.every((byte, index) => bytes[index] === byte)) return new TextDecoder().decode(bytes);
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCodePoint(byte)).join(''));
  return ['-----BEGIN CERTIFICATE-----', ...(base64.match(LINE) ?? []), '-----END CERTIFICATE-----', ''].join('\n');
}
