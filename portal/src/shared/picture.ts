/** A picture of the code for an image; the page's policy lets no markup in that a server wrote. */
export function picture(svg: string): string {
  return `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`;
}
