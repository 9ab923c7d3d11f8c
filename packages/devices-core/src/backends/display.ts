/** How a pixel lies in memory, least significant bits last: `xrgb8888` is blue in byte 0. */
export type PixelFormat =
  | 'rgb888'
  | 'xrgb8888'
  | 'xbgr8888'
  | 'rgb565'
  | 'bgr565'
  | 'xrgb1555'
  | 'xbgr1555'
  | 'pal8'
  | 'pal4'
  | 'pal2'
  | 'pal1';

/** A picture in guest memory. Whoever shows it reads memory itself, at its own pace. */
export interface Framebuffer {
  readonly gpa: number;
  readonly width: number;
  readonly height: number;
  readonly strideBytes: number;
  readonly format: PixelFormat;
  /** Colours of palette formats, 0xrrggbb. */
  readonly palette?: readonly number[];
}

/** A picture that the device has drawn itself: text, planes. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of each pixel, from the top left, without gaps. */
  readonly rgb: Uint8Array;
}
