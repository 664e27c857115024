export const PICTURE_TYPES = ['image/png', 'image/jpeg', 'image/webp'] as const;
const LARGEST_BYTES = 512 * 1024;

/** Why the gateway would refuse a picture; null where that takes a closer look, which is the gateway's. */
export function faultOfPicture({ type, size }: Pick<File, 'type' | 'size'>): string | null {
  if (!PICTURE_TYPES.some((each) => each === type)) return 'Choose a PNG, JPEG or WebP picture.';
  if (size > LARGEST_BYTES) return `The picture has ${Math.ceil(size / 1024)} KB; 512 KB are the most.`;
  return null;
}
